"""One press of start: one key and one log, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from client_tms.room import Room
from client_tms.session.journal import Header, JournalStore
from client_tms.session.recorder import Recorder
from client_tms.stimulator.interface import Delivered
from shared.contracts.tms.types import ExecutionStatus, StatusUpdate
from shared.identifiers import Key, new_key


@dataclass(slots=True, eq=False)
class Attempt:
    """What the server is asked and what the disk is told."""

    update: StatusUpdate
    recorder: Recorder
    key: Key = field(default_factory=new_key)
    unknown: bool = False
    """Whether an answer was lost: the server may hold us to be running."""
    offline: bool = False

    def progress(self, delivered: Delivered, room: Room) -> StatusUpdate:
        """How far it is now."""
        return replace(self.update, at=room.now(), trains_done=delivered.trains, pulses_done=delivered.pulses)


def begin(
    room: Room, store: JournalStore, execution_id: int, device_id: int, output: int, on_trouble: Callable[[], object]
) -> Attempt:
    """An attempt whose log is on the disk. Raises LogNotWritable."""
    now = room.now()
    journal = store.begin(Header(new_key(), room.database_id, execution_id, room.console, device_id, output, now))
    recorder = Recorder(journal, room.now, on_trouble)
    recorder.note("armed", Delivered())
    update = StatusUpdate(execution_id, ExecutionStatus.EXECUTING, room.console, now, device_id, "", 0, 0, output)
    return Attempt(update, recorder)
