"""The embedded message center as the hospital sees it: the same entrance and host as a department, without staff or catalogue.

There is one server per hospital, since it is the log's only writer.
"""

from __future__ import annotations

from server.kernel.declaration import Job, Parts
from server.kernel.department import Department
from shared.contracts.messages.contract import MessagesContract


def _parts() -> Parts:
    from server.messages import log
    from server.messages.service import MessagesDesk, use_cases

    readers = log.Readers()
    return Parts(
        log.metadata,
        log.kernel,
        use_cases(readers),
        jobs=(Job("forget old events", 3600, log.forget_old),),
        own_desk=lambda sessions, engine: MessagesDesk(sessions, engine, readers),
        follows=False,
        let_go=readers.close,
    )


DECLARED = Department(contract=MessagesContract, parts=_parts, services={"*": frozenset({"service.messages"})})
