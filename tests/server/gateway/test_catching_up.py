"""Catching up in pages, positions from the first moment on, and events that can't be told (W6)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from server.gateway.feed import catching_up, follower
from server.gateway.feed.hub import FeedClient
from server.gateway.link import Link
from shared.contracts.tms.types import Notice
from shared.errors import InternalError
from tests.server.gateway import samples
from tests.server.gateway.conftest import PREFIX, Console, Place, another_gateway
from tests.server.gateway.people import body_of

UPDATE = "PRESCRIPTION_STATUS_UPDATE"


def _positions(place: Place) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{place.directory / 'tms.db'}")
    with engine.connect() as db:
        found = {row.client.partition(":")[2]: row.number for row in db.execute(text("SELECT client, number FROM tms_position"))}
    engine.dispose()
    return found


def _until_position(place: Place, client: str, least: int = 0) -> int:
    """Wait until the treatment room knows a client's position."""
    place.until(lambda: _positions(place).get(client, -1) >= least)
    return _positions(place)[client]


def _fail(console: Console, execution_id: int) -> None:
    """A session ends before it began: a notice that is no waiting session."""
    assert console.ask(messageType=UPDATE, executionId=execution_id, status="FAILED", reason="设备故障")["result"] == "SUCCESS"


@pytest.mark.req("W6")
def test_a_new_client_with_a_name_has_a_position_at_once(place: Place) -> None:
    with another_gateway(place, ping_s=600) as quiet:
        number = place.rest("his_api").create("position-1")["executionId"]
        other = place.console("tms2")
        console = quiet.console("tms1", "client=brief-visitor")
        _until_position(place, "brief-visitor", 1)
        # Cut off without a word: no ping has ever gone round.
        console.connection.socket.close()
        quiet.until(lambda: not quiet.feed.hub.clients)
        _fail(other, number)
        again = quiet.console("tms1", "client=brief-visitor")
        assert again.until(f"{PREFIX}UPDATED", number)["progressInfo"]["reason"] == "设备故障"


@pytest.mark.req("W6")
def test_catching_up_goes_on_until_everything_is_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with another_gateway(place, ping_s=600) as quiet:
        console = quiet.console("tms1", "client=long-away")
        start = _until_position(place, "long-away")
        console.connection.close()
        other, rest = place.console("tms2"), place.rest("his_api")
        ended = [rest.create(f"page-{index}")["executionId"] for index in range(7)]
        for number in ended:
            _fail(other, number)
        waiting = rest.create("page-waiting")["executionId"]
        monkeypatch.setattr(catching_up, "PAGE", 3)
        asked: list[int] = []
        tell = quiet.feed.hub.page

        def noted(client: FeedClient, missed: Sequence[Notice], reached: int) -> None:
            asked.append(reached)
            tell(client, missed, reached)

        monkeypatch.setattr(quiet.feed.hub, "page", noted)
        again = quiet.console("tms1", "client=long-away")
        told = [again.hear()]
        while not set(ended) <= {message["executionId"] for message in told if message["messageType"] == f"{PREFIX}UPDATED"}:
            told.append(again.hear())
        created = [message["executionId"] for message in told if message["messageType"] == f"{PREFIX}CREATED"]
        updated = [message["executionId"] for message in told if message["messageType"] == f"{PREFIX}UPDATED"]
        assert waiting in created
        assert [number for number in updated if number in ended] == ended
        assert len(asked) >= 2
        assert asked == sorted(set(asked))
        live = rest.create("page-live")["executionId"]
        assert again.until(f"{PREFIX}CREATED", live)
        assert _until_position(place, "long-away", asked[-1]) > start


@pytest.mark.req("W6")
def test_what_cannot_be_fetched_is_not_remembered_as_told(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    with another_gateway(place, ping_s=600) as quiet:
        ask = quiet.feed.link.ask

        async def broken(question: Any, *args: Any, **kwargs: Any) -> Any:
            if "missed" in question.__code__.co_names:
                raise InternalError(reference="X")
            return await ask(question, *args, **kwargs)

        monkeypatch.setattr(quiet.feed.link, "ask", broken)
        console = quiet.console("tms1", "client=unlucky")
        live = place.rest("his_api").create("unlucky")["executionId"]
        assert console.until(f"{PREFIX}CREATED", live)
        assert "unlucky" not in _positions(place)
        assert [record.levelname for record in caplog.records if record.getMessage().startswith("what a client missed")] == [
            "ERROR"
        ]


@pytest.mark.req("W6")
@pytest.mark.req("W7")
def test_one_notice_that_cannot_be_told_does_not_silence_the_others(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    monkeypatch.setattr(follower, "_PAUSES_S", (0.01, 0.01))
    fetch, tries = Link.ask_blocking, list[int]()

    def broken(link: Link[Any], question: Any) -> Notice | None:
        found: Notice | None = fetch(link, question)
        if found is not None and found.execution.prescription.patient.name == "坏记录":
            tries.append(found.number)
            raise InternalError(reference="X")
        return found

    with another_gateway(place) as other:
        monkeypatch.setattr(Link, "ask_blocking", broken)
        console = other.console("tms1")
        body = body_of("odd")
        body["patient"]["name"] = "坏记录"
        assert place.rest("his_api").http.post("/prescription-execution", json=body).status_code == 200
        good = place.rest("his_api").create("even")["executionId"]
        assert console.until(f"{PREFIX}CREATED", good)
        assert len(tries) == 3
        assert "his_feed_skipped_total 1.0" in other.page()
        assert [record.levelname for record in caplog.records if record.getMessage() == "an event was not told"] == ["ERROR"]


@pytest.mark.req("W7")
def test_one_notice_whose_message_cannot_be_made_is_left_out_and_counted(
    place: Place, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    with another_gateway(place) as other:
        console, hub, loop = other.console("tms1"), other.feed.hub, other.gateway.loop
        console.settled()
        loop.call_soon_threadsafe(hub.hear, samples.notice(10**9, hospital=None), 10**9)
        loop.call_soon_threadsafe(hub.hear, samples.notice(10**9 + 1, id=77), 10**9 + 1)
        assert console.until(f"{PREFIX}CREATED", 77)
        assert "his_feed_skipped_total 1.0" in other.page()
        [told] = [record.__dict__["fields"] for record in caplog.records if record.getMessage() == "a notice was not told"]
        assert told == {"number": 10**9, "why": "AttributeError"}
        loop.call_soon_threadsafe(hub.hear, samples.notice(10**9 + 2, hospital=None), 10**9 + 2)
        assert other.on_loop(lambda: hub.watermark) == 10**9 + 2


@pytest.mark.req("W6")
def test_who_cannot_catch_up_is_sent_away_and_has_no_position(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    with another_gateway(place, ping_s=0.1) as quick:
        hub = quick.feed.hub
        catch_up, hears = hub.caught_up, list[Callable[[], None]]()

        def broken(client: FeedClient, missed: Sequence[Notice]) -> None:
            catch_up(client, missed)
            hears[:] = [client.socket.on_ping, client.socket.on_pong]
            raise RuntimeError("李四")

        monkeypatch.setattr(hub, "caught_up", broken)
        console = quick.console("tms1", "client=stumbling")
        assert console.ended() == (1011, "what was missed can't be told")
        assert quick.on_loop(lambda: hub.clients) == ()
        hub.told_up_to(10**9)
        for hear in hears:
            quick.on_loop(hear)
        assert quick.on_loop(hub.take_positions) == ()
        assert "stumbling" not in _positions(place)
        [told] = [record for record in caplog.records if record.getMessage() == "a client can't catch up"]
        assert (told.levelname, told.__dict__["fields"], told.exc_info) == ("ERROR", {"why": "RuntimeError"}, None)
        monkeypatch.setattr(hub, "caught_up", catch_up)
        assert quick.console("tms1", "client=stumbling").ask(messageType="PING")["messageType"] == "PONG"


@pytest.mark.req("W6")
def test_a_round_of_housekeeping_that_fails_is_not_the_last_and_loses_no_position(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    with another_gateway(place, ping_s=600) as quiet:
        quiet.console("tms1", "client=housekept")
        start, hub = _until_position(place, "housekept"), quiet.feed.hub
        failures: list[tuple[tuple[str, int], ...]] = []
        store = quiet.feed.catching_up._store

        async def broken(positions: tuple[tuple[str, int], ...]) -> bool:
            if not failures:
                failures.append(positions)
                raise RuntimeError
            return await store(positions)

        monkeypatch.setattr(quiet.feed.catching_up, "_store", broken)
        place.rest("his_api").create("housekept")
        quiet.until(lambda: hub.watermark > start)
        [client] = quiet.on_loop(lambda: hub.clients)
        quiet.gateway.loop.call_soon_threadsafe(client.socket.ask_now)
        assert _until_position(place, "housekept", start + 1) == failures[0][0][1]
        assert [record.levelname for record in caplog.records if record.getMessage() == "background task failed, goes on"] == [
            "ERROR"
        ]


def test_a_ping_out_of_turn_does_not_disturb_the_regular_ones(place: Place) -> None:
    with another_gateway(place, ping_s=0.1) as quick:
        quick.console("tms1", "client=pinged")
        [client] = quick.feed.hub.clients
        pongs: list[int] = []

        async def watch() -> None:
            counted = client.socket.on_pong
            client.socket.on_pong = lambda: (pongs.append(1), counted())[1]  # type: ignore[func-returns-value]
            for _ in range(3):
                client.socket.ask_now()

        asyncio.run_coroutine_threadsafe(watch(), quick.gateway.loop).result(10)
        quick.until(lambda: len(pongs) >= 5)
        assert client in quick.on_loop(lambda: quick.feed.hub.clients)
