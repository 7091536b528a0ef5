"""The change feed: news at once, an idle window all but silent, nothing lost over a break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.contracts.common import Change
from shared.errors import SessionExpired
from shared.qt.feed import ChangeFeed
from shared.qt.worker import LinkState, Worker
from tests.shared.qt.fake_client import SESSION, FakeClient

WAIT_S = 0.4


@pytest.fixture
def news() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def server() -> FakeClient:
    return FakeClient()


@pytest.fixture
def feed(server: FakeClient, make_worker: Callable[[FakeClient], Worker], news: list[Any], qtbot: Any) -> Iterator[ChangeFeed]:
    made = ChangeFeed(make_worker(server), wait_s=WAIT_S)
    made.changed.connect(lambda change: news.append((change.kind, change.subject)))
    made.start(SESSION)
    yield made
    made.close()


EVERYTHING_FIRST = ("*", "")


def polls(server: FakeClient) -> int:
    return server.calls.count("changes")


def test_changes_are_told_in_order(feed: ChangeFeed, server: FakeClient, news: list[Any], qtbot: Any) -> None:
    qtbot.waitUntil(lambda: polls(server) >= 2)
    server.tell(Change("order", "s1"), Change("bed", "N1"))
    server.tell(Change("order", "s2"))
    qtbot.waitUntil(lambda: len(news) == 4)
    assert news == [EVERYTHING_FIRST, ("order", "s1"), ("bed", "N1"), ("order", "s2")]
    assert server.session == SESSION


def test_what_was_before_the_login_is_not_news(server: FakeClient, make_worker: Any, news: list[Any], qtbot: Any) -> None:
    server.tell(Change("order", "old"))
    feed = ChangeFeed(make_worker(server), wait_s=WAIT_S)
    feed.changed.connect(lambda change: news.append((change.kind, change.subject)))
    feed.start(SESSION)
    qtbot.waitUntil(lambda: polls(server) >= 2)
    server.tell(Change("order", "new"))
    qtbot.waitUntil(lambda: len(news) == 2)
    assert news == [EVERYTHING_FIRST, ("order", "new")]
    feed.close()


def test_an_idle_window_asks_at_most_three_times_a_minute(server: FakeClient, make_worker: Any, qtbot: Any) -> None:
    """The server here answers "nothing" at once, which must not make the window ask more often: the next poll waits 0.9 × 25 s."""
    server.poll = lambda after, wait_s: (server.arrive("changes"), _nothing(after))[1]  # type: ignore[method-assign]
    feed = ChangeFeed(make_worker(server), wait_s=25.0)
    feed.start(SESSION)
    qtbot.waitUntil(lambda: polls(server) == 2 and feed._timer.isActive())
    assert feed._timer.remainingTime() > 20_000
    feed.close()


def test_it_goes_on_after_a_break_where_it_stopped(feed: ChangeFeed, server: FakeClient, news: list[Any], qtbot: Any) -> None:
    qtbot.waitUntil(lambda: polls(server) >= 2)
    server.down = True
    server.tell(Change("order", "during the break"))
    qtbot.waitUntil(lambda: feed._worker.state is LinkState.OFFLINE)
    server.down = False
    qtbot.waitUntil(lambda: len(news) == 2)
    assert news == [EVERYTHING_FIRST, ("order", "during the break")]


def test_a_server_that_counts_anew_makes_everything_stale(
    feed: ChangeFeed, server: FakeClient, news: list[Any], qtbot: Any
) -> None:
    server.tell(Change("a", "1"), Change("a", "2"))
    qtbot.waitUntil(lambda: feed._cursor == 2)
    news.clear()
    server.log = []
    qtbot.waitUntil(lambda: ("*", "") in news)


def test_the_stations_own_connection_is_looked_at_when_the_feed_breaks(
    worker: Worker, client: FakeClient, server: FakeClient, make_worker: Any, qtbot: Any
) -> None:
    feed = ChangeFeed(make_worker(server), worker, wait_s=WAIT_S)
    feed.start(SESSION)
    qtbot.waitUntil(lambda: polls(server) >= 2)
    client.down = True
    with qtbot.waitSignal(worker.state_changed):
        server.down = True
        server.tell()
    assert worker.state is LinkState.OFFLINE
    feed.close()


def test_without_a_session_it_waits_for_the_next_login(feed: ChangeFeed, server: FakeClient, news: list[Any], qtbot: Any) -> None:
    qtbot.waitUntil(lambda: polls(server) >= 2)
    real, refused = server.poll, []

    def expired(after: int, wait_s: float) -> Any:
        refused.append(1)
        raise SessionExpired

    server.poll = expired  # type: ignore[method-assign]
    server.tell(Change("order", "1"))
    qtbot.waitUntil(lambda: bool(refused) and not feed._asking)
    assert not feed._timer.isActive(), "it does not ask again by itself"
    assert len(refused) == 1
    server.poll = real  # type: ignore[method-assign]
    server.tell(Change("order", "2"))
    feed.start(SESSION)
    qtbot.waitUntil(lambda: ("order", "2") in news)


def _nothing(after: int) -> Any:
    from shared.contracts.common import Changes

    return Changes(max(after, 0), ())


def test_a_kind_that_is_shown_only_now_is_asked_for_from_where_the_look_before_began(
    feed: ChangeFeed, server: FakeClient, news: list[Any], qtbot: Any
) -> None:
    """The server passes over kinds that it is not asked for, and the look that was under way did not name it."""
    feed.show({"stay"})
    qtbot.waitUntil(lambda: (0, ("stay",)) in server.asked_for)
    feed.show({"orders"})
    server.tell(Change("stay", "a"))
    qtbot.waitUntil(lambda: (0, ("orders", "stay")) in server.asked_for)
    server.tell(Change("orders", "b"))
    qtbot.waitUntil(lambda: ("orders", "b") in news)
    assert server.asked_for[-1][0] > 0
