"""A department, an operation, a screen and a station grow by just the steps of docs/adding-*.md, and work."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from server import hospital as house
from server import revise
from server.catalog.first_accounts import Account
from shared.contracts.common import EVERY_WARD, ServerInfo, Session
from shared.errors import MissingRight
from shared.identifiers import new_key
from shared.qt.feed import ChangeFeed
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from shared.rpc import bound
from tests.in_process import STAFF, InProcessHospital
from tests.passwords import PASSWORD

ROOT = Path(__file__).parents[1]
STEPS = ("adding-a-department.md", "adding-an-operation.md", "adding-a-screen.md")
LAUNDERER = Account("wash1", "洗衣员", "launderer", (EVERY_WARD,))
# What is not there yet would be taken for somebody else's.
OURS = 'lint.isort.known-first-party = ["client_laundry", "server", "shared"]'
Files = dict[str, str]


def written(page: str) -> Files:
    """The files of a page: each block of code says in its first line where it goes."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", text, re.DOTALL)
    return dict(blocks)


def by_hand(page: str, *folders: str) -> int:
    """Lines with something on them that somebody who follows `page` types."""
    earlier: Files = {}
    for each in STEPS:
        if each == page:
            break
        earlier |= written(each)
    count = 0
    for path, text in written(page).items():
        if path.startswith(folders):
            before = set(earlier.get(path, "").splitlines())
            count += sum(bool(line.strip()) and line not in before for line in text.splitlines())
    return count


@pytest.fixture
def grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Follow pages, one after the other: their files, the one edit elsewhere, and the migration that is written."""
    with ExitStack() as undo:
        for package in ("server", "shared.contracts"):
            found = importlib.import_module(package)
            found.__path__.append(str(tmp_path / package.replace(".", "/")))
            undo.callback(found.__path__.remove, str(tmp_path / package.replace(".", "/")))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(house, "DEPARTMENTS", (*house.DEPARTMENTS, "laundry"))

        def follow(*pages: str) -> None:
            for page in pages:
                for path, text in written(page).items():
                    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                    (tmp_path / path).write_text(text, encoding="utf-8")
            forget()
            revise.revise(house.department("laundry"), "initial")

        yield follow
    forget()


def forget() -> None:
    """Modules of the laundry are read anew."""
    for name in [name for name in sys.modules if ".laundry" in name or "client_laundry" in name]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Callable[[], InProcessHospital]]:
    opened: list[InProcessHospital] = []

    def make() -> InProcessHospital:
        opened.append(InProcessHospital(tmp_path / "hospital", ("laundry",), staff=(*STAFF, LAUNDERER)))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def test_a_department_stands_before_its_first_rule(grow: Callable[..., None], open_house: Callable[[], InProcessHospital]) -> None:
    grow("adding-a-department.md")
    made = open_house()
    api = made.station("laundry", "wash1")
    assert api.hello().department == "laundry"
    assert len(api.items(0).items) > 100
    assert house.settings_of("laundry", {}).port == 18820


def test_an_operation_takes_a_basket_once(grow: Callable[..., None], open_house: Callable[[], InProcessHospital]) -> None:
    grow("adding-a-department.md", "adding-an-operation.md")
    given, errors = (importlib.import_module(f"shared.contracts.laundry.{name}") for name in ("types", "errors"))
    made = open_house()
    api = made.station("laundry", "wash1")
    basket = given.BasketGiven("W01", 12)
    press = bound(api, new_key(), ())
    first, again = press.hand_in(basket), press.hand_in(basket)
    assert first == again
    assert api.baskets() == (first,)
    with pytest.raises(errors.EmptyBasket) as refused:
        bound(api, new_key(), ()).hand_in(given.BasketGiven("W01", 0))
    assert refused.value.field == "pieces"
    with pytest.raises(MissingRight):
        made.station("laundry", "cashier1").baskets()


class Client:
    """The connection of a station to the laundry of this process."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self._hospital, self._token = hospital, ""
        self.session: Session | None = None
        self.info: ServerInfo | None = None
        self.closed = threading.Event()

    @property
    def api(self) -> Any:
        return self._hospital.proxy("laundry", self._token, lambda: "")

    def connect(self) -> ServerInfo:
        self.info = self.api.hello()
        return self.info

    def log_in(self, name: str, password: str) -> Session:
        return self.adopt(self.api.log_in(name, password))

    def adopt(self, session: Session) -> Session:
        self.session, self._token = session, session.token
        return session

    def ping(self) -> float:
        return 0.001

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def open_station(qtbot: Any) -> Iterator[Callable[[InProcessHospital], MainShell]]:
    closing: list[Callable[[], object]] = []

    def make(hospital: InProcessHospital) -> MainShell:
        worker: Worker[Any] = Worker(Client(hospital))
        feed = ChangeFeed(Worker(Client(hospital)), worker, wait_s=0.3)
        closing.extend((feed.close, worker.close))
        with qtbot.waitSignal(worker.state_changed):
            worker.start()
        worker.log_in("wash1", PASSWORD)
        qtbot.waitUntil(lambda: worker.session is not None)
        shell = MainShell("洗衣房", worker, feed)
        qtbot.addWidget(shell)
        importlib.import_module("client_laundry.app").build(shell)
        assert worker.session is not None
        shell.enter(worker.session)
        shell.show()
        return shell

    yield make
    for close in closing:
        close()


def test_a_screen_takes_baskets_and_shows_those_of_others(
    grow: Callable[..., None],
    open_house: Callable[[], InProcessHospital],
    open_station: Callable[[InProcessHospital], MainShell],
    qtbot: Any,
) -> None:
    grow(*STEPS)
    made = open_house()
    page: Any = open_station(made).page
    qtbot.waitUntil(lambda: page.summary.text() == "0 条")
    qtbot.keyClick(page.list, Qt.Key.Key_F5)
    dialog = page.front
    qtbot.keyClicks(dialog.form.widget("ward"), "W01")
    qtbot.keyClicks(dialog.form.widget("pieces"), "0")
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.form.error("pieces") == "空篮不收")
    dialog.form.widget("pieces").setText("12")
    dialog.submit()
    qtbot.waitUntil(lambda: page.summary.text() == "1 条")
    assert page.front is None
    assert page.shell.toasts() == ["已收 12 件"]
    types = importlib.import_module("shared.contracts.laundry.types")
    bound(made.station("laundry", "wash1"), new_key(), ()).hand_in(types.BasketGiven("W02", 3))
    qtbot.waitUntil(lambda: page.summary.text() == "2 条")


@pytest.mark.parametrize("page", STEPS)
def test_the_examples_are_written_as_this_house_writes(page: str) -> None:
    for path, text in written(page).items():
        for command in (("check", "-q"), ("format", "-q", "--diff")):
            ruff = (sys.executable, "-m", "ruff", *command, "--config", OURS, "--stdin-filename", path, "-")
            found = subprocess.run(ruff, input=text, text=True, cwd=ROOT, capture_output=True, check=False)
            assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("page", "folders", "most", "times"),
    [
        ("adding-a-department.md", ("shared/", "server/"), 40, 1),
        ("adding-an-operation.md", ("shared/", "server/"), 45, 2),
        ("adding-a-screen.md", ("client_laundry/baskets.py",), 120, 1),
        ("adding-a-screen.md", ("client_laundry/app.py", "client_laundry/__"), 60, 1),
    ],
)
def test_what_is_typed_is_counted_on_the_page(page: str, folders: tuple[str, ...], most: int, times: int) -> None:
    count = by_hand(page, *folders)
    assert count <= most * times
    assert f"{count} lines" in (ROOT / "docs" / page).read_text(encoding="utf-8").rpartition("Counted: ")[2]
