"""Whether this database is as far as the message center knows it: one that was restored from a backup is not.

The center has events of it that it does not know to have told. Their numbers would be given again, and whoever hears of a number
twice takes it for a repetition: what the database tells from now on would be lost in silence. So it takes a new incarnation, hears
again what others told since the backup, and is `behind` until an administrator says that somebody looked through what it had told
itself meanwhile. Until then nothing is run, dispensed or settled on it.
"""

from __future__ import annotations

import threading
from itertools import zip_longest

from sqlalchemy import Engine, func, select, update

from server.kernel.database import reading
from server.kernel.message_center import MessageCenter, Place
from server.kernel.observation import log
from server.kernel.tables import KernelTables
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from shared.errors import InvalidInput, Problem

_PAGE = 1000


class Standing:
    """Compares once, before the first event is sent or taken; any thread may ask."""

    def __init__(self, source: str, engine: Engine, tables: KernelTables, center: MessageCenter) -> None:
        self._source = source
        self._engine = engine
        self._tables = tables
        self._center = center
        self._lock = threading.Lock()
        self._compared = False
        self.behind = False
        """Whether the database was restored and nobody has looked through what it lacks, as far as this server has looked."""

    def ensure(self) -> None:
        """Compare unless that is done. Raises Unavailable when the center is out of reach."""
        with self._lock:
            if not self._compared:
                self._compare()
                self._compared = True
                self.look()

    def doubt(self) -> None:
        """The center refused a number: compare again."""
        with self._lock:
            self._compared = False

    def look(self) -> None:
        """Read `behind` again: another server may have found it out, or been told that it is over."""
        with reading(self._engine) as db:
            self.behind = db.execute(select(self._tables.ticket.c.behind)).scalar_one()

    def resume(self, work: Work, reason: str) -> None:
        """Somebody has looked through what the database lacks: work goes on."""
        ticket, why = self._tables.ticket, clean(reason, "reason")
        if not why:
            raise InvalidInput(name="reason", problem=Problem.EMPTY)
        if work.change(ticket, ticket.c.behind, behind=False):
            work.audit("database", {"behind": True}, {"behind": False, "reason": why})
            work.after_commit.append(self.look)

    def _compare(self) -> None:
        ticket, server = self._tables.ticket, self._tables.server
        with reading(self._engine) as db:
            relayed: int = db.execute(select(ticket.c.relayed_number)).scalar_one()
            incarnation: int = db.execute(select(server.c.incarnation)).scalar_one()
        newest = self._center.newest(self._source)
        if newest is None or newest < (incarnation, relayed + 1):
            return
        known, whole = self._known_there(incarnation, relayed)
        if newest[0] > incarnation or not whole:
            self._begin_anew(incarnation, newest[0] + 1, known)

    def _known_there(self, incarnation: int, relayed: int) -> tuple[int, bool]:
        """Up to which number the center has what our outbox has, and whether that is all it has of this incarnation.

        Events that were sent and not marked before a crash are in both.
        """
        outbox = self._tables.outbox
        known = relayed
        while True:
            told = self._center.told(self._source, incarnation, known, _PAGE)
            query = select(outbox.c.number, outbox.c.event_id).where(outbox.c.number > known)
            with reading(self._engine) as db:
                ours = [tuple(row) for row in db.execute(query.order_by(outbox.c.number).limit(len(told)))]
            for there, here in zip_longest(told, ours):
                if there != here:
                    return known, False
                known = there[0]
            if len(told) < _PAGE:
                return known, True

    def _begin_anew(self, before: int, incarnation: int, known: int) -> None:
        """First the others' events are put back at the center: a crash in between repeats all of it."""
        ticket, server = self._tables.ticket, self._tables.server
        self._center.rewind(self._source, self._heard())
        with self._engine.begin() as db:
            anew = update(server).where(server.c.incarnation == before).values(incarnation=incarnation)
            # Another server of this database may have been faster.
            if db.execute(anew).rowcount:
                db.execute(update(ticket).values(relayed_number=known, behind=True))
        fields = {"department": self._source, "incarnation": incarnation, "last_number": known}
        log.critical("this database is older than what it has told: runs and settlements wait", extra={"fields": fields})

    def _heard(self) -> tuple[Place, ...]:
        """The last event of each neighbour that this database has handled."""
        inbox = self._tables.inbox
        query = select(inbox.c.source, inbox.c.incarnation, func.max(inbox.c.number)).group_by(inbox.c.source, inbox.c.incarnation)
        with reading(self._engine) as db:
            rows = db.execute(query.order_by(inbox.c.source, inbox.c.incarnation)).all()
        return tuple({source: Place(source, incarnation, number) for source, incarnation, number in rows}.values())
