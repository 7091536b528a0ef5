"""Numbers that only grow, the same on every database: a row per kind, raised in the transaction that uses the number."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, update

from server.kernel.unit_of_work import Work
from server.tms.models import counter

KINDS: Final = ("hospital", "device", "part", "protocol", "executor", "patient", "threshold", "prescription", "execution", "notice")
_TAKE: Final = (
    update(counter).where(counter.c.name == bindparam("kind")).values(value=counter.c.value + 1).returning(counter.c.value)
)


def take(work: Work, kind: str) -> int:
    """The next number of `kind`; whoever wants one of the same kind waits for our commit."""
    number: int = work.db.execute(_TAKE, {"kind": kind}).scalar_one()
    return number
