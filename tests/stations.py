"""A station's connection to the in-process hospital: what presenters and windows of the clients work with in tests.

`StationClient` stands where `shared.rpc.client.Client` stands in a station: a real log-in, the department's real entrance, the
real session. `lose_answers` lets the server do that many calls and keeps their answers back; `down` refuses connections.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from server.hospital import department
from shared.contracts.common import ServerInfo, Session
from shared.contracts.operation import Operation
from shared.errors import OutcomeUnknown, ServerUnreachable
from shared.rpc import proxy
from shared.rpc.client import Press
from tests.in_process import InProcessHospital
from tests.passwords import PASSWORD


@dataclass
class StationClient:
    """One member of staff at one station of `department`."""

    hospital: InProcessHospital
    department: str
    session: Session | None = None
    info: ServerInfo | None = None
    lose_answers: int = 0
    down: bool = False
    calls: list[str] = field(default_factory=list)

    @property
    def api(self) -> Any:
        """The department's contract, as this session calls it."""
        return proxy(department(self.department).contract, self.call)

    def call(self, operation: Operation, arguments: tuple[Any, ...], press: Press) -> Any:
        """One call over a line that may fail."""
        if self.down:
            raise ServerUnreachable(server=self.department)
        self.calls.append(operation.name)
        token = "" if self.session is None else self.session.token
        answer = self.hospital.proxy(self.department, token, lambda: "")._call(operation, arguments, press)
        if self.lose_answers > 0 and operation.takes_key:
            self.lose_answers -= 1
            raise OutcomeUnknown
        return answer

    def connect(self) -> ServerInfo:
        """Greet the server."""
        self.info = self.api.hello()
        return self.info

    def log_in(self, name: str, password: str = PASSWORD) -> Session:
        """Open a session."""
        return self.adopt(self.api.log_in(name, password))

    def adopt(self, session: Session) -> Session:
        """Use a session that was opened elsewhere."""
        self.session = session
        return session

    def ping(self) -> float:
        """Round trip in seconds."""
        if self.down:
            raise ServerUnreachable(server=self.department)
        return 0.0004

    def close(self) -> None:
        """Nothing is held open."""
