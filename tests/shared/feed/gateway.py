"""A small gateway on loopback for the client's tests: real sockets, what it says and hears under the test's control."""

from __future__ import annotations

import json
import queue
import socket
import threading
from typing import Any

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from shared.contracts.tms.types import ExecutionRow
from tests.patience import PATIENCE_S


class SmallGateway:
    """Accepts connections, keeps what they send; `confirms` answers acknowledgements."""

    def __init__(self) -> None:
        self.confirms = True
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self.connections: queue.Queue[ServerConnection] = queue.Queue()
        self.paths: list[str] = []
        self.tokens: list[str | None] = []
        self._server: Server = serve(self._talk, "127.0.0.1", 0, ping_interval=None)
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/prescriptionexecution"

    def _talk(self, connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        self.paths.append(request.path)
        self.tokens.append(request.headers.get("Authorization"))
        self.connections.put(connection)
        try:
            for frame in connection:
                message = json.loads(frame)
                self.heard.put(message)
                if message["messageType"].endswith("RECEIVED") and self.confirms:
                    connection.send(confirmation(message["executionId"]))
        except ConnectionClosed:
            return

    def connection(self) -> ServerConnection:
        """The next client that connects."""
        return self.connections.get(timeout=PATIENCE_S)

    def hears(self, kind: str) -> dict[str, Any]:
        """The next message of this type."""
        while True:
            message = self.heard.get(timeout=PATIENCE_S)
            if message["messageType"] == kind:
                return message

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()


def confirmation(execution_id: int, result: str = "SUCCESS", code: str = "") -> str:
    """PRESCRIPTION_EXECUTION_CONFIRMATION, with the code of why it failed."""
    body = {"messageType": "PRESCRIPTION_EXECUTION_CONFIRMATION", "executionId": execution_id, "result": result}
    return json.dumps(body | ({"code": code} if code else {}))


def created(execution_id: int, row: ExecutionRow | None = None) -> str:
    """PRESCRIPTION_EXECUTION_CREATED, with what our own consoles' queue shows."""
    more = {} if row is None else {"queueInfo": msgspec.to_builtins(row)}
    return json.dumps({"messageType": "PRESCRIPTION_EXECUTION_CREATED", "executionId": execution_id, **more})


def unused_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
