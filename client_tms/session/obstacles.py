"""Why the machine may not be armed for a session: the sentences that stand at the key, in the order in which to deal with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication

from client_tms import reasons
from client_tms.room import Room
from client_tms.session.course import Check
from client_tms.stimulator.interface import StimulatorState
from shared import stimulation as arithmetic
from shared.contracts.tms.errors import NeedsApproval, OutputTooHigh, PrescriptionStopped, ThresholdMissing, Unconfirmed
from shared.contracts.tms.types import Finding, Prescription, Stimulation
from shared.errors import BusinessError
from shared.qt.language import sentence

RUN_RIGHT = "tms.run"


def output_of(prescription: Prescription) -> int | None:
    """Machine output in %: threshold × percent; None while no threshold was measured. May exceed 100."""
    threshold = prescription.patient.threshold_percent
    if threshold is None:
        return None
    return arithmetic.output_percent(threshold, prescription.stimulation.threshold_percent)


def runnable(stimulation: Stimulation) -> bool:
    """Whether the parameters make a pulse train; those of other systems need not."""
    try:
        arithmetic.check(stimulation)
    except (arithmetic.NoPulseTrainError, ArithmeticError):
        # Other systems may send what is no number at all.
        return False
    return True


def too_long(stimulation: Stimulation) -> str:
    """The finding that a session has more trains or pulses than any course; other systems may send such. Empty when it has not."""
    if not runnable(stimulation):
        return ""
    totals = arithmetic.totals(stimulation)
    if totals.trains <= arithmetic.MOST_TRAINS and totals.pulses <= arithmetic.MOST_PULSES:
        return ""
    text = QCoreApplication.translate("obstacles", "处方有 {trains} 串、{pulses} 个脉冲，超出可执行的范围")
    return text.format(trains=totals.trains, pulses=totals.pulses)


def of_prescription(prescription: Prescription) -> BusinessError | None:
    """What the prescription itself is stopped by; the server says the same at the start, and none needs to be there to say it."""
    if prescription.stopped_at is not None:
        return PrescriptionStopped()
    if prescription.unconfirmed:
        return Unconfirmed()
    if prescription.needs_approval:
        return NeedsApproval()
    output, threshold = output_of(prescription), prescription.patient.threshold_percent
    if output is None or threshold is None:
        return ThresholdMissing()
    if output > 100:
        percent = prescription.stimulation.threshold_percent
        return OutputTooHigh(threshold=threshold, percent=percent, output=output)
    return None


def findings(prescription: Prescription) -> tuple[Finding, ...]:
    """What was found when it was stored, less what has been seen to since: a threshold that was measured meanwhile."""
    measured = prescription.patient.threshold_percent is not None
    return tuple(each for each in prescription.findings if not (measured and each.error.code == ThresholdMissing.code))


def to_confirm(room: Room, prescription: Prescription) -> str:
    """Why the contraindications of a received prescription are not asked now; empty when they may be."""
    return next((text for text in _for_good(room, prescription) if text), "")


def to_arm(room: Room, prescription: Prescription, ticked: Iterable[Check]) -> str:
    """The first thing in the way; empty when the machine may be armed."""
    return next((text for text in _in_the_way(room, prescription, ticked) if text), "")


def _for_good(room: Room, prescription: Prescription) -> Iterator[str]:
    """What nothing that is done here clears away."""
    if not room.station.may(RUN_RIGHT):
        yield QCoreApplication.translate("obstacles", "您没有此操作的权限")
    if not runnable(prescription.stimulation):
        yield QCoreApplication.translate("obstacles", "处方参数不成立，不能生成脉冲串")
    yield too_long(prescription.stimulation)
    if prescription.stopped_at is not None:
        yield sentence(PrescriptionStopped())


def _in_the_way(room: Room, prescription: Prescription, ticked: Iterable[Check]) -> Iterator[str]:
    yield from _for_good(room, prescription)
    refusal = of_prescription(prescription)
    if refusal is not None:
        yield sentence(refusal)
    if room.device is None:
        yield QCoreApplication.translate("obstacles", "请先在“设备”页选择本机设备")
    if room.stimulator.state is StimulatorState.FAULT:
        yield QCoreApplication.translate("obstacles", "刺激器故障：{fault}").format(
            fault=reasons.of_machine(room.stimulator.fault_text)
        )
    if set(ticked) != set(Check):
        yield QCoreApplication.translate("obstacles", "请逐项完成治疗前核对")
