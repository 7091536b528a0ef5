"""Every change of the catalogue raises its version and tells the departments."""

from __future__ import annotations

from sqlalchemy import update

from server.catalog import models
from server.kernel.unit_of_work import Work
from shared.contracts.catalog.events import VersionChanged
from shared.contracts.catalog.kinds import Kind


def raise_version(work: Work) -> int:
    """Raise the version in this transaction; answers the new one."""
    table = models.version
    if not work.has(table):
        work.add(table, id=1, version=0, hospital="")
    raised: int = work.db.execute(update(table).values(version=table.c.version + 1).returning(table.c.version)).scalar_one()
    work.publish("catalog", VersionChanged(raised))
    work.touch(Kind.CATALOG, str(raised))
    return raised
