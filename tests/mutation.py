"""`python -m tests.mutation`: changes of the rules and of money that no test notices.

mutmut changes a copy of the tree, one place at a time, and runs the tests of that place. What survives is compared with
`tests/data/survivors.csv`, which says of each why nothing can notice it; one that is not there fails, and so does an entry that
something notices by now. setup.cfg says which files are changed and which tests run.
"""

from __future__ import annotations

import csv
import functools
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "var" / "mutation"
TABLE = ROOT / "tests" / "data" / "survivors.csv"
TREE = ("server", "shared", "tests", "setup.cfg", "pyproject.toml")
MUTMUT = (sys.executable, "-m", "mutmut")
Change = tuple[str, str, str]
"""(function, line as it is, line as it was changed)."""


def pytest_sessionstart() -> None:
    """mutmut forks a process that has run the tests once: what its functions remember is the unchanged code's."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("server.", "shared.")):
            for each in vars(module).values():
                if isinstance(each, functools._lru_cache_wrapper):
                    each.cache_clear()


def copy() -> None:
    """The tree as it is now. What mutmut knows from an earlier run goes: it asks nothing again when only a test has changed."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in TREE:
        source = ROOT / name
        if source.is_file():
            shutil.copy2(source, COPY / name)
        else:
            shutil.copytree(source, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))


def survivors() -> set[Change]:
    """What no test noticed in the last run, and what no test came to."""
    listed = subprocess.run([*MUTMUT, "results"], cwd=COPY, check=True, capture_output=True, text=True).stdout
    names = [line.split(":")[0].strip() for line in listed.splitlines() if line.endswith((": survived", ": no tests"))]
    return {change(name) for name in names}


def change(name: str) -> Change:
    """What a mutant changed. mutmut calls it `server.ward.rules.x_whole__mutmut_3`."""
    shown = subprocess.run([*MUTMUT, "show", name], cwd=COPY, check=True, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    old, new = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return re.sub(r"(?<=\.)x(?:ǁ|_)|__mutmut_\d+$", "", name), old, new


def explained() -> set[Change]:
    """The survivors that `survivors.csv` explains."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["function"], row["is"], row["changed"]) for row in csv.DictReader(file) if row["why nobody notices"]}


def main() -> int:
    """Run, compare, say; 1 when the two differ."""
    copy()
    subprocess.run([*MUTMUT, "run"], cwd=COPY, check=True)
    found, known = survivors(), explained()
    for what, changes in (("survived", found - known), ("is noticed by now", known - found)):
        for function, old, new in sorted(changes):
            print(f"{what}: {function}\n  - {old}\n  + {new}")
    print(f"{len(found & known)} survivors are explained, {len(found - known)} are not")
    return int(found != known)


if __name__ == "__main__":
    sys.exit(main())
