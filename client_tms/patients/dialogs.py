"""What the patients page asks: who somebody from elsewhere is, and which hospital number somebody has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from shared.contracts.tms.types import PatientGiven
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.language import term

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class HospitalNumber:
    """The hospital's number of a patient from elsewhere (hisId)."""

    patient_no: Annotated[int, Meta(ge=1, le=999_999_999)]


def patient_dialog(parent: QWidget, on_given: Callable[[PatientGiven], object]) -> FormDialog[PatientGiven]:
    """Somebody from elsewhere, known by another house's number."""
    fields = (
        Field("external_id", translate("patients", "外来编号"), required=True),
        Field("name", term("姓名"), required=True),
        Field("sex", translate("patients", "性别")),
        Field("birthday", translate("patients", "出生日期")),
        Field("id_card", translate("patients", "身份证号")),
    )
    title, yes = translate("patients", "登记外来患者"), translate("patients", "登记")
    return FormDialog(parent, title, Form(PatientGiven, fields), on_given, yes)


def link_dialog(parent: QWidget, name: str, on_number: Callable[[int], object]) -> FormDialog[HospitalNumber]:
    """The hospital's number of the patient `name`."""
    form = Form(HospitalNumber, (Field("patient_no", term("住院号")),))
    title = translate("patients", "{name} 的住院号").format(name=name)
    return FormDialog(parent, title, form, lambda given: on_number(given.patient_no), translate("patients", "关联"))
