"""How the station puts facts of the contracts into words: banner, account light, reasons of a run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from shared.account_light import AccountLight, account_light
from shared.contracts.admission.types import StayState
from shared.contracts.tms.types import ExecutionStatus
from shared.contracts.ward.errors import ItemShort, NotConfirmed, PriceMissing
from shared.contracts.ward.types import PlannedOrder, Treatment, WardStay
from shared.qt import formats
from shared.qt.banner import ALLERGY_UNKNOWN, BannerPatient
from shared.qt.language import language, word
from shared.qt.tint import Tint

_NEEDS_ACTION = frozenset({NotConfirmed.code, ItemShort.code, PriceMissing.code})
"""Reasons of a run that somebody must do something about; the others are the order's own schedule."""


def light_of(stay: WardStay) -> AccountLight | None:
    """The light of the patient's account as admission told it last (R2.11)."""
    return account_light(stay.state, stay.balance, stay.dearest_day)


def banner_of(stay: WardStay) -> BannerPatient:
    """The patient banner."""
    patient = stay.patient
    number = QCoreApplication.translate("WardWords", "住院号 {number}   第{visit}次")
    return BannerPatient(
        bed=patient.bed or QCoreApplication.translate("WardWords", "未分床"),
        name=patient.name,
        sex=word(stay.sex),
        age=formats.age(stay.patient.birth_date),
        stay_text=number.format(number=patient.patient_no, visit=patient.visit_no),
        payer=word(stay.payer),
        nursing=stay.nursing_item,
        allergy=stay.allergy or ALLERGY_UNKNOWN,
        account=light_of(stay),
        balance=stay.balance,
        as_of=formats.moment(stay.balance_as_of),
        state="   ".join(_states_of(stay)),
        note=trouble_of(stay),
    )


def _states_of(stay: WardStay) -> list[str]:
    found = [] if stay.state is StayState.IN_WARD else [word(stay.state)]
    return [*found, treating_word()] if stay.treating else found


def treating_word() -> str:
    """The patient is in the treatment room."""
    return QCoreApplication.translate("WardWords", "治疗中")


def treatment_text(treatment: Treatment | None) -> str:
    """How far the treatment room is, as 3/20 执行中; a session that is over is only a number until the last one."""
    if treatment is None:
        return ""
    if not treatment.sessions:
        return QCoreApplication.translate("WardWords", "未开处方")
    count = f"{treatment.sessions_done}/{treatment.sessions}"
    between = treatment.status is ExecutionStatus.COMPLETED and treatment.sessions_done < treatment.sessions
    return count if treatment.status is None or between else f"{count} {word(treatment.status)}"


def treatment_tint(treatment: Treatment | None) -> Tint | None:
    """Green while it is done to the patient, red where a session failed."""
    tints = {ExecutionStatus.EXECUTING: Tint.OK, ExecutionStatus.FAILED: Tint.BAD, ExecutionStatus.DISPATCHED: Tint.READY}
    return None if treatment is None or treatment.status is None else tints.get(treatment.status)


def trouble_of(stay: WardStay) -> str:
    """What the admission department has not agreed to yet, or refused."""
    if stay.problem:
        return stay.problem.sentence(language())
    return "" if stay.synced else QCoreApplication.translate("WardWords", "未同步")


def reason_of(order: PlannedOrder) -> str:
    """Why a run does nothing with an order, empty when it runs."""
    return "" if order.reason is None else order.reason.sentence(language())


def reason_tint(order: PlannedOrder) -> Tint:
    """Red needs somebody, grey is as it should be, green runs."""
    if order.reason is None:
        return Tint.OK
    return Tint.BAD if needs_action(order) else Tint.NEUTRAL


def needs_action(order: PlannedOrder) -> bool:
    """Whether a run leaves the order out for something that somebody must see to."""
    return order.reason is not None and order.reason.code in _NEEDS_ACTION
