"""A window never waits: calls happen on the connection's thread, answers arrive on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from shared.contracts.ward.contract import WardContract
from shared.errors import (
    DatabaseBusy,
    InternalError,
    OutcomeUnknown,
    ServerUnreachable,
    SessionExpired,
    VersionMismatch,
    WrongLogin,
)
from shared.qt.feed import ChangeFeed
from shared.qt.reply import Reply
from shared.qt.worker import LinkState, Worker
from shared.rpc import client as rpc_client
from shared.rpc.wire import Address
from tests.shared.qt.fake_client import FakeClient


def settled(qtbot: Any, reply: Reply[Any]) -> tuple[str, Any]:
    outcome: list[tuple[str, Any]] = []
    reply.done(lambda value: outcome.append(("done", value))).failed(lambda error: outcome.append(("failed", error)))
    qtbot.waitUntil(lambda: bool(outcome))
    assert len(outcome) == 1
    return outcome[0]


def test_answers_arrive_on_the_gui_thread_and_calls_do_not_happen_there(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    where: list[int] = []
    reply = worker.query(lambda api: api.echo(7))
    reply.done(lambda _value: where.append(threading.get_ident()))
    assert settled(qtbot, reply) == ("done", 7)
    assert where == [threading.get_ident()]
    assert threading.get_ident() not in client.threads
    assert len(client.threads) == 1


def test_answers_keep_the_order_of_the_calls(worker: Worker, qtbot: Any) -> None:
    answers: list[int] = []
    for number in range(50):
        worker.query(lambda api, number=number: api.echo(number)).done(answers.append)
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert answers == list(range(50))


def test_the_window_lives_while_a_call_waits(worker: Worker, qtbot: Any) -> None:
    gate, beats = threading.Event(), []
    beat = QTimer(interval=5)
    beat.timeout.connect(lambda: beats.append(1))
    beat.start()
    with qtbot.waitSignal(worker.busy_changed, check_params_cb=lambda busy: busy):
        reply = worker.query(lambda api: api.hold(gate))
    qtbot.waitUntil(lambda: len(beats) >= 10)
    with qtbot.waitSignal(worker.busy_changed, check_params_cb=lambda busy: not busy):
        gate.set()
    assert settled(qtbot, reply) == ("done", "let go")


def test_a_refusal_goes_to_failed_as_it_is(worker: Worker, qtbot: Any) -> None:
    error = DatabaseBusy()
    assert settled(qtbot, worker.command(lambda api: api.refuse(error))) == ("failed", error)
    assert worker.state is LinkState.ONLINE


def test_a_bug_becomes_a_reference_number_that_the_log_explains(
    worker: Worker, qtbot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    patient = "".join(("张", "三"))
    kind, error = settled(qtbot, worker.query(lambda api: api.refuse(ValueError(patient))))
    assert kind == "failed"
    assert isinstance(error, InternalError)
    assert error.details["reference"] in caplog.text
    assert "ValueError" in caplog.text
    assert "fake_client.py" in caplog.text
    assert patient not in caplog.text
    assert settled(qtbot, worker.query(lambda api: api.echo(1))) == ("done", 1)


def test_offline_calls_fail_at_once_and_the_connection_comes_back(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.down = True
    kind, error = settled(qtbot, worker.command(lambda api: api.echo(1)))
    assert (kind, type(error)) == ("failed", ServerUnreachable)
    assert worker.state is LinkState.OFFLINE
    asked = client.calls.count("echo")
    kind, error = settled(qtbot, worker.query(lambda api: api.echo(2)))
    assert (kind, type(error)) == ("failed", ServerUnreachable)
    assert client.calls.count("echo") == asked
    assert error.details["server"] == "127.0.0.1:18861"
    with qtbot.waitSignal(worker.state_changed):
        client.down = False
    assert worker.state is LinkState.ONLINE
    assert settled(qtbot, worker.query(lambda api: api.echo(3))) == ("done", 3)


def test_a_query_that_lost_its_connection_is_asked_once_more(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.lose_next = 1
    assert settled(qtbot, worker.query(lambda api: api.echo(5))) == ("done", 5)
    assert client.calls.count("echo") == 2
    assert worker.state is LinkState.ONLINE


def test_a_query_that_loses_it_twice_fails(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.lose_next, client.lost_as = 2, ServerUnreachable
    kind, error = settled(qtbot, worker.query(lambda api: api.echo(5)))
    assert (kind, type(error)) == ("failed", ServerUnreachable)
    qtbot.waitUntil(lambda: worker.state is LinkState.ONLINE)


def test_a_command_is_never_repeated(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.lose_next = 1
    kind, error = settled(qtbot, worker.command(lambda api: api.echo(5)))
    assert (kind, type(error)) == ("failed", OutcomeUnknown)
    assert client.calls.count("echo") == 1
    qtbot.waitUntil(lambda: worker.state is LinkState.ONLINE)


def test_calls_queued_behind_a_lost_connection_fail_with_it(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    gate = threading.Event()
    worker.query(lambda api: api.hold(gate))
    replies = [worker.command(lambda api: api.echo(1)) for _ in range(3)]
    client.down = True
    gate.set()
    for reply in replies:
        kind, error = settled(qtbot, reply)
        assert (kind, type(error)) == ("failed", ServerUnreachable)


def test_a_server_of_another_version_is_told_while_offline(make_worker: Callable[[FakeClient], Worker], qtbot: Any) -> None:
    client = FakeClient()

    def refuse() -> Any:
        raise VersionMismatch(operation="hello")

    client.connect = refuse  # type: ignore[method-assign]
    worker = make_worker(client)
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    assert worker.state is LinkState.OFFLINE
    assert isinstance(worker.offline_because, VersionMismatch)
    assert isinstance(settled(qtbot, worker.query(lambda api: api.echo(1)))[1], VersionMismatch)


def test_a_lost_session_asks_for_a_login_and_tells_the_caller(worker: Worker, qtbot: Any) -> None:
    with qtbot.waitSignal(worker.login_needed):
        reply = worker.command(lambda api: api.refuse(SessionExpired()))
    assert isinstance(settled(qtbot, reply)[1], SessionExpired)


def test_logging_in(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    assert isinstance(settled(qtbot, worker.log_in("nurse1", "wrong"))[1], WrongLogin)
    kind, session = settled(qtbot, worker.log_in("nurse1", "right"))
    assert (kind, worker.session, worker.login_name(session)) == ("done", session, "nurse1")


def test_a_connection_that_waited_too_long_for_a_login_is_renewed(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.lose_next = 1
    assert settled(qtbot, worker.log_in("nurse1", "right"))[0] == "done"
    assert worker.state is LinkState.ONLINE


def test_latency_is_told_in_milliseconds(client: FakeClient, make_worker: Callable[[FakeClient], Worker], qtbot: Any) -> None:
    worker = make_worker(client)
    with qtbot.waitSignal(worker.latency_changed) as told:
        worker.start()
    assert told.args == [pytest.approx(0.7)]


def test_check_notices_a_dead_server(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.down = True
    with qtbot.waitSignal(worker.state_changed):
        worker.check()
    assert worker.state is LinkState.OFFLINE


def test_no_callback_after_its_window_is_gone(worker: Worker, qtbot: Any) -> None:
    gate, seen = threading.Event(), []

    class Window(QWidget):
        def show_answer(self, value: object) -> None:
            seen.append(value)

    window, owner = Window(), QObject()
    worker.query(lambda api: api.hold(gate)).done(window.show_answer)
    worker.query(lambda api: api.echo(1), owner=owner).done(seen.append)
    window.deleteLater()
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    settled(qtbot, worker.query(lambda api: api.echo(2)))
    assert seen == []


def test_closing_stops_the_thread_and_tells_nobody(
    client: FakeClient, make_worker: Callable[[FakeClient], Worker], qtbot: Any
) -> None:
    worker = make_worker(client)
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    seen: list[object] = []
    for _ in range(100):
        worker.query(lambda api: api.echo(1)).done(seen.append).failed(seen.append)
    worker.close()
    assert not worker._thread.is_alive()
    QCoreApplication.processEvents()
    assert seen == []


def test_an_answer_on_its_way_while_the_thread_ends_is_nobodys(
    client: FakeClient, make_worker: Callable[[FakeClient], Worker], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under load the thread is over before `close` looks at it, and answers it told are still to be delivered."""
    worker = make_worker(client)
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    seen: list[object] = []
    worker.query(lambda api: api.echo(1)).done(seen.append).failed(seen.append)
    next_call, over = threading.Event(), threading.Event()
    worker.query(lambda _api: next_call.set() or over.wait(10))
    assert next_call.wait(10)
    monkeypatch.setattr(client, "close", lambda: over.set() or worker._thread.join(10))
    worker.close()
    assert not worker._thread.is_alive()
    QCoreApplication.processEvents()
    assert seen == []


def test_closing_before_the_first_connection(make_worker: Callable[[FakeClient], Worker], qtbot: Any) -> None:
    worker = make_worker(FakeClient(down=True))
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    worker.close()
    assert not worker._thread.is_alive()


def test_a_remote_call_on_the_gui_thread_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_client, "_forbidden_threads", set())
    rpc_client.forbid_thread(threading.get_ident())
    client = rpc_client.Client(WardContract, (Address("127.0.0.1", 9),))
    with pytest.raises(RuntimeError, match="GUI thread"):
        client.api.wards()


def test_latency_is_measured_again_after_calls_not_while_idle(
    worker: Worker, client: FakeClient, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pings = client.calls.count("ping")
    settled(qtbot, worker.query(lambda api: api.echo(1)))
    assert client.calls.count("ping") == pings
    monkeypatch.setattr("shared.qt.worker._LATENCY_AGE_S", 0.0)
    with qtbot.waitSignal(worker.latency_changed):
        worker.query(lambda api: api.echo(1))
    assert client.calls.count("ping") == pings + 1


def test_a_closed_worker_and_its_feed_are_deleted_and_answer_nothing(
    client: FakeClient, make_worker: Callable[[FakeClient], Worker], qtbot: Any
) -> None:
    worker = make_worker(client)
    feed = ChangeFeed(worker)
    with qtbot.waitSignal(worker.destroyed):
        feed.close()
    assert not shiboken6.isValid(feed)
    feed.close()
    worker.close()
    seen: list[object] = []
    worker.query(lambda api: api.echo(1)).done(seen.append).failed(seen.append)
    assert seen == []
