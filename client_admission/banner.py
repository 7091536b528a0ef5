"""The open patient as the banner names them, with the traffic light of the account."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from client_admission.counter import OpenPatient
from shared.account_light import account_light
from shared.qt import formats
from shared.qt.banner import BannerPatient
from shared.qt.language import word


def banner_of(opened: OpenPatient) -> BannerPatient:
    """Everything that tells this patient from any other."""
    patient, stay, account = opened.patient, opened.stay, opened.account
    visit = patient.visits if stay is None else stay.patient.visit_no
    number = QCoreApplication.translate("banner", "住院号 {number}   第{visit}次")
    first = QCoreApplication.translate("banner", "住院号 {number}   未住院")
    return BannerPatient(
        bed="" if stay is None else stay.patient.bed or "",
        name=patient.details.name,
        sex=word(patient.details.sex),
        age=formats.age(patient.details.birth_date),
        stay_text=(number if visit else first).format(number=patient.patient_no, visit=visit),
        payer=word(patient.details.payer if stay is None else stay.payer),
        account=None if account is None else account_light(account.stay.state, account.balance, account.dearest_day),
        balance=None if account is None else account.balance,
        state=word(patient.state if stay is None else stay.state),
    )
