"""What the machine was charged with, and one press of start with its log, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from client_tms.room import Room
from client_tms.session import obstacles
from client_tms.session.disk import DiskThread
from client_tms.session.journal import Header
from client_tms.session.recorder import Recorder
from client_tms.stimulator.interface import Delivered
from shared.contracts.tms.types import Execution, ExecutionStatus, StatusUpdate, Stimulation
from shared.identifiers import new_key
from shared.qt import hospital_time
from shared.qt.language import sentence

_WAITING = frozenset({ExecutionStatus.PENDING, ExecutionStatus.DISPATCHED})


class _Course(NamedTuple):
    """What the operator checked beside the output: whose head, which part of it, which pulses."""

    prescription_id: int
    patient_id: int
    part: tuple[int | None, str]
    stimulation: Stimulation


@dataclass(frozen=True, slots=True)
class Armed:
    """What the machine is charged with. It runs at this and nothing else; output in % of its maximum."""

    execution_id: int
    attempt: int
    course: _Course
    output: int
    device_id: int
    pulses_before: int
    """What earlier attempts at this session had given, as far as the operator was told."""

    def outdated(self, execution: Execution) -> str:
        """Why the latest word of the session forbids running what was charged; empty when it still holds."""
        refusal = obstacles.of_prescription(execution.prescription)
        if refusal is not None:
            return sentence(refusal)
        if (execution.attempt, _course(execution)) != (self.attempt, self.course):
            return QCoreApplication.translate("Armed", "处方已修改")
        if obstacles.output_of(execution.prescription) != self.output:
            return QCoreApplication.translate("Armed", "运动阈值或输出已改变")
        if execution.pulses_before > self.pulses_before:
            text = QCoreApplication.translate("Armed", "刚收到补报：这次治疗已在他处给出 {pulses} 个脉冲")
            return text.format(pulses=execution.pulses_before - self.pulses_before)
        return ""

    def taken_away(self, execution: Execution, console: str) -> bool:
        """Whether the session is no longer there to be run by `console`: cancelled, over, or run elsewhere."""
        return execution.status not in _WAITING and not self.is_ours(execution, console)

    def is_ours(self, execution: Execution, console: str) -> bool:
        """Whether the server holds `console` to be running this very attempt."""
        owner = (execution.status, execution.console, execution.attempt)
        return execution.id == self.execution_id and owner == (ExecutionStatus.EXECUTING, console, self.attempt)


def armed_with(execution: Execution, output: int, device_id: int) -> Armed:
    """What a machine is charged with for a session."""
    return Armed(execution.id, execution.attempt, _course(execution), output, device_id, execution.pulses_before)


def _course(execution: Execution) -> _Course:
    prescription = execution.prescription
    part = (prescription.part_id, prescription.part_name)
    return _Course(prescription.id, prescription.patient.id, part, prescription.stimulation)


@dataclass(slots=True, eq=False)
class Attempt:
    """What the server is asked and what the disk is told."""

    update: StatusUpdate
    header: Header
    recorder: Recorder
    asked: bool = False
    """Whether the server was asked at all."""
    unknown: bool = False
    """Whether an answer was lost: the server may hold us to be running."""
    offline: bool = False

    def request(self) -> StatusUpdate:
        """What the server is asked now, each time afresh."""
        self.asked = True
        return replace(self.update, at=hospital_time.now())

    def progress(self, delivered: Delivered) -> StatusUpdate:
        """How far it is now."""
        return replace(self.update, at=hospital_time.now(), trains_done=delivered.trains, pulses_done=delivered.pulses)


def new_attempt(room: Room, disk: DiskThread, armed: Armed, on_trouble: Callable[[], object]) -> Attempt:
    """An attempt at what the machine is charged with; its log is still to be begun."""
    now, console = hospital_time.now(), room.console
    header = Header(
        new_key(), room.station.database_id, armed.execution_id, console, armed.device_id, armed.output, now, armed.attempt
    )
    status = ExecutionStatus.EXECUTING
    update = StatusUpdate(armed.execution_id, status, console, now, armed.device_id, "", 0, 0, armed.output, attempt=armed.attempt)
    return Attempt(update, header, Recorder(disk, hospital_time.now, on_trouble))
