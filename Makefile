# Everything a newcomer needs: `make help`. Only Python ≥ 3.11 and make must be there before.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export QT_QPA_PLATFORM ?= offscreen

# Rules and money are covered whole, by the tests beside them.
RULES := server/*/rules.py,server/*/*_rules.py,server/*/states.py,shared/money.py,shared/statement.py
RULE_TESTS := tests/shared/test_money.py tests/shared/test_statement.py $(wildcard tests/server/*/test_rules*.py)

.PHONY: help demo test test-full lint migration types imports i18n serve mutate bench fonts lock clean system-run system-test

help:  ## this list
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1	/' | expand -t 20

$(READY): requirements.lock setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

system-run:
	@PYTHON=$(PYTHON) ops/system-packages.sh run

system-test:
	@PYTHON=$(PYTHON) ops/system-packages.sh test

fonts: $(READY)  ## prepare the Chinese fonts that papers embed (once, about 20 s)
	@$(BIN)/python -m shared.documents.prepare_fonts

demo: system-run $(READY) fonts  ## the demo hospital: a launcher with a display, the whole journey without one
	@QT_QPA_PLATFORM=$(if $(DISPLAY)$(WAYLAND_DISPLAY),,offscreen) $(BIN)/python -m tests.demo

serve: $(READY)  ## all servers in one process, data in var/hospital (first: python -m server install)
	@HIS_HOSPITAL_MIGRATE=1 $(BIN)/python -m server

i18n: $(READY)  ## collect the texts of the windows and release the English ones; fails when one is missing
	@$(BIN)/python -m shared.qt.i18n

lint: $(READY)  ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

migration: $(READY)  ## write a department's next migration from its tables: make migration D=ward WHAT='what for'
	@$(BIN)/python -m server.revise $(D) $(WHAT)

test: system-test $(READY) fonts lint  ## everything that must pass before a change lands
	$(BIN)/coverage run --branch -m pytest -q $(RULE_TESTS)
	$(BIN)/coverage report --include='$(RULES)' --fail-under=100
	rm -rf var/statements
	HIS_COLLECT_SQL=var/statements $(BIN)/pytest -q -m "not slow and not live" -n 2 --dist loadfile $(RULE_TESTS:%=--deselect %)
	$(BIN)/pytest -q -m "live and not slow" -n 2 --dist worksteal
	$(BIN)/python -m tests.sqlserver.check var/statements
	$(BIN)/python -m tests.requirements

test-full: system-test $(READY) fonts lint mutate  ## also on PostgreSQL throughout, every kill point, and what no test notices
	$(BIN)/pytest -q
	HIS_TEST_DATABASE=postgresql $(BIN)/pytest -q tests/kernel tests/server tests/scenarios tests/histories -m "not live"

mutate: $(READY)  ## changes of rules and money that no test notices: explained in tests/data/survivors.csv, or it fails
	@$(BIN)/python -m tests.mutation

bench: system-test $(READY) fonts  ## ratios against physical limits, measured in one run
	$(BIN)/python -m tests.bench

lock: $(READY)  ## choose newest versions again and lock them
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q requirements.in -o requirements.lock --no-emit-index-url --generate-hashes --no-header --upgrade

clean:  ## remove what can be made again
	rm -rf $(VENV) var build *.egg-info
