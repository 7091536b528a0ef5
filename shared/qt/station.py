"""One station while somebody is logged in: who that is and what they may, the catalogue, what others change, and commands.

Changes go feed → station → pages: a page says what it `shows` and the shell refreshes it, at once or when it is next opened. What
the person at this station changed is no news to the page it was done on, which shows the command's answer. What must ring or
count whatever page is open listens here:

    station.listen({Kind.REQUESTS}, self.presenter.reload)
    station.press(("deposit", stay_id, draft), lambda api: api.take_deposit(stay_id, draft)).done(…).failed(self.report)

What one department's pages share besides (the open patient, the ward's board, the machine) is a class of theirs around this one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from shared.contracts.common import Change, Item, Session
from shared.errors import BusinessError
from shared.identifiers import Key
from shared.qt.catalogue import Catalogue, indexed
from shared.qt.commands import Answers, Commands, Decisions, Sender
from shared.qt.feed import EVERYTHING, ChangeFeed
from shared.qt.reply import Reply
from shared.qt.worker import LinkState, Worker

C = TypeVar("C")
T = TypeVar("T")
_GATHER_MS = 60


class Station(QObject, Generic[C]):
    """See the module. Without a `feed`, nothing is heard of others."""

    news = Signal(object)
    """frozenset[Change]: what others did in the last moment."""
    acting = Signal()
    """Something is done at the open page. A batch, which sends its commands itself, emits it too."""
    busy_changed = Signal(bool)
    """Whether a command is on its way or waits for a decision."""
    catalogue_changed = Signal()
    health_changed = Signal(object)
    """Health of the server, with every answer of the feed."""

    def __init__(
        self, worker: Worker[C], decisions: Decisions, feed: ChangeFeed | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.worker, self.feed = worker, feed
        self.catalogue = Catalogue()
        sender: Sender[C] = worker
        self._commands: Commands[C] = Commands(sender, decisions, self.busy_changed.emit)
        self._asked: dict[Hashable, Hashable] = {}
        self._gathered: set[Change] = set()
        self._listeners: list[tuple[frozenset[str], Callable[[], object]]] = []
        self._items: Callable[[Item], bool] | None = None
        self._failed: Callable[[BusinessError], object] = lambda _error: None
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self._tell)
        if feed is not None:
            feed.changed.connect(self._gather_change)
            feed.health_told.connect(self.health_changed)
        worker.state_changed.connect(self._on_state)

    # -- who

    @property
    def session(self) -> Session:
        """Who is logged in."""
        session = self.worker.session
        assert session is not None, "pages exist only after log-in"
        return session

    @property
    def user_id(self) -> str:
        """Who is logged in, as records name them; empty before."""
        return "" if self.worker.session is None else self.worker.session.user_id

    @property
    def user_name(self) -> str:
        """Who is logged in, as papers name them; empty before."""
        return "" if self.worker.session is None else self.worker.session.user_name

    def may(self, right: str) -> bool:
        """Whether the person logged in holds `right`."""
        return self.worker.session is not None and right in self.worker.session.rights

    def not_allowed(self, right: str) -> str:
        """The sentence that keeps a key from being pressed by somebody without `right`; empty for who has it."""
        return "" if self.may(right) else QCoreApplication.translate("Station", "您没有此操作的权限")

    @property
    def database_id(self) -> str:
        """Which server's database this station works on; empty before the first connection."""
        return "" if self.worker.info is None else self.worker.info.database_id

    # -- asking and commanding

    def query(self, call: Callable[[C], T], owner: QObject | None = None) -> Reply[T]:
        """Ask the server something."""
        return self.worker.query(call, owner)

    def latest(self, slot: Hashable, about: Hashable, call: Callable[[C], T], owner: QObject | None = None) -> Reply[T]:
        """Ask the server `about` something. The answer is told to nobody when something else was asked for the same `slot`
        meanwhile (another patient, other search words), or nothing is wanted any more (`forget`)."""
        self._asked[slot] = about
        outcome: Reply[T] = Reply(owner)

        def settle(value: Any, error: BusinessError | None) -> None:
            if self._asked[slot] == about:
                outcome.settle(value, error)

        self.worker.query(call).done(lambda value: settle(value, None)).failed(lambda error: settle(None, error))
        return outcome

    def forget(self, slot: Hashable) -> None:
        """Whatever was asked for this `slot` is no longer wanted."""
        self._asked[slot] = object()

    def press(self, what: Hashable, call: Callable[[C], T], *, key: Key | None = None, answers: Answers = ()) -> Reply[T]:
        """Have something done, once, whatever happens on the way; see `shared.qt.commands`."""
        self.acting.emit()
        return self._commands.press(what, call, key=key, answers=answers)

    @property
    def busy(self) -> bool:
        """Whether a command is on its way or waits for a decision."""
        return self._commands.busy

    # -- what others do

    def listen(self, kinds: Collection[str], listener: Callable[[], object]) -> None:
        """Call `listener` whenever somebody else changed one of `kinds`, whatever page is open."""
        self._listeners.append((frozenset(kinds), listener))
        self.show(kinds)

    def show(self, kinds: Collection[str]) -> None:
        """Something at this station looks different after changes of these kinds: the server is asked for no others."""
        if self.feed is not None:
            self.feed.show(kinds)

    def note(self, kind: str, subject: str) -> None:
        """Something changed; what comes within a moment is told at once."""
        self._gather_change(Change(kind, subject))

    def _gather_change(self, change: Change) -> None:
        self._gathered.add(change)
        if not self._gather.isActive():
            self._gather.start()

    def _on_state(self, state: LinkState) -> None:
        if state is LinkState.ONLINE:
            # What changed while the line was down was told to nobody, and a first look may have been lost with it.
            self.note(EVERYTHING, "")

    def _tell(self) -> None:
        news, self._gathered = frozenset(self._gathered), set()
        if any(change.kind == EVERYTHING for change in news):
            self.load_catalogue()
        others = {change for change in news if not change.own}
        for kinds, listener in self._listeners:
            if concerned(others, kinds):
                listener()
        self.news.emit(news)

    # -- the catalogue

    def open_catalogue(self, failed: Callable[[BusinessError], object], items: Callable[[Item], bool] = lambda _item: True) -> None:
        """Keep the catalogue for look-ups from now on, with the `items` this station works with."""
        self._items, self._failed = items, failed
        self.load_catalogue()

    def load_catalogue(self, done: Callable[[], object] = lambda: None) -> None:
        """Fetch the catalogue if there is a newer one than ours; prices change at midnight."""
        wanted = self._items
        if wanted is None:
            return

        def taken(found: Catalogue | None) -> None:
            if found is not None:
                self.catalogue.adopt(found)
                self.catalogue_changed.emit()
            done()

        version = self.catalogue.version
        # Every contract has the kernel's operations; a type variable can't say so.
        call: Callable[[Any], Catalogue | None] = lambda api: indexed(api.items(version), wanted)  # noqa: E731
        self.worker.query(call).done(taken).failed(self._failed)


def concerned(changes: Iterable[Change], kinds: Collection[str], subject: str | None = None) -> bool:
    """Whether one of `kinds` changed, of `subject` where one is given; kind `*` means anything, an empty subject any."""
    return any(
        change.kind == EVERYTHING or (change.kind in kinds and (subject is None or change.subject in {subject, ""}))
        for change in changes
    )
