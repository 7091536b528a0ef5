"""Stations of a hospital of processes: they repeat what got no answer, with the same key, as the real ones do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from server import hospital as departments
from shared import clock
from shared.errors import Unavailable
from shared.rpc import proxy
from tests.live.processes import HospitalOfProcesses
from tests.patience import PATIENCE_S


def persistent(call: Callable[..., Any], revive: Callable[[], None]) -> Callable[..., Any]:
    """Calls that are repeated, with the same arguments and key, until a server answers."""

    def repeated(*what: Any) -> Any:
        deadline = clock.monotonic() + PATIENCE_S
        while True:
            try:
                return call(*what)
            except Unavailable:
                if clock.monotonic() > deadline:
                    raise
                revive()

    return repeated


class LiveHospital:
    """A hospital of processes as the story needs it: stations, time, and waiting for events."""

    def __init__(self, processes: HospitalOfProcesses) -> None:
        self.processes = processes
        self.deaths = 0

    def station(self, department_name: str, login: str) -> Any:
        """A department's API as this member of staff calls it."""
        contract = departments.department(department_name).contract
        deadline = clock.monotonic() + PATIENCE_S
        while True:
            try:
                return proxy(contract, persistent(self.processes.client(contract, login).call, self.revive))
            except Unavailable:
                if clock.monotonic() > deadline:
                    raise
                self.revive()

    def at(self, moment: datetime) -> None:
        """Set hospital time."""
        self.processes.at(moment)

    def revive(self) -> None:
        """Start again what died."""
        for name, server in list(self.processes.servers.items()):
            if server.process.poll() is not None:
                server.process.communicate()
                self.deaths += 1
                self.processes.start(name)

    def settle_down(self) -> None:
        """Wait until every event was relayed and handled; a server that dies meanwhile is started again."""
        deadline = clock.monotonic() + PATIENCE_S
        while not self._quiet():
            self.revive()
            if clock.monotonic() > deadline:
                raise AssertionError(f"events do not arrive: {self._positions()}")

    def _quiet(self) -> bool:
        before = self._positions()
        return (
            all(told == relayed for told, relayed in before["outbox"].values())
            and not before["behind"]
            and before == self._positions()
        )

    def _positions(self) -> dict[str, Any]:
        names = [name for name in self.processes.names if name != "messages"]
        outbox = {name: self._query(name, "SELECT event_number, relayed_number FROM kernel_ticket")[0] for name in names}
        last = dict(self._query("messages", "SELECT topic, last_offset FROM message_topic"))
        done = {
            (group, topic): offset
            for group, topic, offset in self._query("messages", "SELECT consumer, topic, offset FROM message_offset")
        }
        behind = [
            (name, topic)
            for name in names
            for topic in {"catalog", *(kind.split(".")[0] for kind in departments.department(name).parts().handlers)}
            if done.get((name, topic), 0) < last.get(topic, 0)
        ]
        return {"outbox": outbox, "behind": behind}

    def _query(self, name: str, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.processes.directory / f'{name}.db'}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()
