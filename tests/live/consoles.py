"""Treatment consoles on one event loop: they acknowledge and run what they are told, whatever happens to the servers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from shared import clock

PREFIX = "PRESCRIPTION_EXECUTION_"
UPDATE = "PRESCRIPTION_STATUS_UPDATE"
_RUNNERS = 5
"""How many consoles compete for each session."""
_LOST = (ConnectionClosed, InvalidHandshake, OSError, EOFError, TimeoutError)
Json = dict[str, Any]


@dataclass
class Ward:
    """What all consoles together know."""

    url: str
    headers: dict[str, str]
    acknowledged: dict[int, set[int]] = field(default_factory=dict)
    """Consoles whose acknowledgement of an execution was confirmed."""
    completed: dict[int, set[int]] = field(default_factory=dict)
    """Consoles that were told they completed an execution."""
    ended: set[int] = field(default_factory=set)
    reconnects: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Console:
    """One console: what it has still to say is said again after every reconnect, word for word."""

    def __init__(self, number: int, ward: Ward, dice: random.Random) -> None:
        self._number = number
        self._ward = ward
        self._dice = dice
        self._pending: dict[tuple[str, int], Json] = {}
        self._known: set[int] = set()

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            with contextlib.suppress(*_LOST):
                async with self._connected() as connection:
                    for message in list(self._pending.values()):
                        await connection.send(json.dumps(message))
                    await self._listen(connection)
            self._ward.reconnects += 1
            # A real console waits too; nothing is proved by the time.
            await asyncio.sleep(self._dice.uniform(0.05, 0.4))

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[ClientConnection]:
        url = f"{self._ward.url}?client=console-{self._number}"
        async with connect(url, additional_headers=self._ward.headers, open_timeout=10, close_timeout=1, compression=None) as made:
            yield made

    async def _listen(self, connection: ClientConnection) -> None:
        """Read until the connection is lost, or until this console drops it at random."""
        for _ in range(self._dice.randint(4, 40)):
            await self._take(connection, json.loads(await connection.recv()))

    async def _take(self, connection: ClientConnection, message: Json) -> None:
        kind, execution_id = message["messageType"], message.get("executionId")
        if kind == f"{PREFIX}CREATED" and execution_id not in self._known:
            self._known.add(execution_id)
            await self._say(connection, f"{PREFIX}RECEIVED", execution_id, status="RECEIVED_SUCCESS", clientInfo=f"{self._number}")
        elif kind == f"{PREFIX}COMPLETED":
            self._note(self._ward.ended, execution_id)
        elif kind == f"{PREFIX}CONFIRMATION":
            await self._confirmed(connection, message)
        elif kind == f"{UPDATE}_CONFIRMATION":
            await self._answered(connection, message)

    async def _confirmed(self, connection: ClientConnection, message: Json) -> None:
        execution_id, key = message["executionId"], (f"{PREFIX}RECEIVED", message["executionId"])
        if message["result"] != "SUCCESS":
            await self._again(connection, key)
            return
        self._pending.pop(key, None)
        self._note(self._ward.acknowledged.setdefault(execution_id, set()), self._number)
        if (execution_id - self._number) % (200 // _RUNNERS) == 0:
            await self._say(connection, UPDATE, execution_id, status="EXECUTING")

    async def _answered(self, connection: ClientConnection, message: Json) -> None:
        execution_id, key = message["executionId"], (UPDATE, message["executionId"])
        if message["result"] == "FAILED":
            if message["code"] == "gateway.tms_away":
                await self._again(connection, key)
            else:
                self._pending.pop(key, None)
        elif message["status"] == "EXECUTING":
            await self._say(connection, UPDATE, execution_id, status="COMPLETED")
        else:
            self._pending.pop(key, None)
            self._note(self._ward.completed.setdefault(execution_id, set()), self._number)

    async def _say(self, connection: ClientConnection, kind: str, execution_id: int, **more: Any) -> None:
        message = {"messageType": kind, "executionId": execution_id, "timestamp": clock.now().isoformat(), **more}
        self._pending[kind, execution_id] = message
        await connection.send(json.dumps(message))

    async def _again(self, connection: ClientConnection, key: tuple[str, int]) -> None:
        if key in self._pending:
            await connection.send(json.dumps(self._pending[key]))

    def _note(self, known: set[int], value: int) -> None:
        known.add(value)
        self._ward.changed.set()
