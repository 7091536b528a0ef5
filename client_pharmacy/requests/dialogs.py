"""What the requests page asks: why lines are refused, and for which ward and day a slip is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from shared.contracts.common import Ward
from shared.contracts.pharmacy.types import RequestLineRow
from shared.qt import formats, hospital_time
from shared.qt.editors import ChoiceEditor
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog, Reason, reason_dialog
from shared.qt.language import term

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class WardDay:
    """A ward and a service date."""

    ward: str
    day: date


def refusal_dialog(parent: QWidget, lines: Sequence[RequestLineRow], on_reason: Callable[[str], object]) -> FormDialog[Reason]:
    """The lines that go back, and a reason: one of the usual ones, or the pharmacist's own words."""
    usual = (
        translate("refusal", "暂时缺货"),
        translate("refusal", "剂量请核对"),
        translate("refusal", "用法请核对"),
        translate("refusal", "与其他医嘱重复"),
        translate("refusal", "退药已拆封"),
    )
    names = "\n".join(f"{line.drug_name}  {formats.quantity(line.quantity)} {line.unit}" for line in lines)
    title = translate("refusal", "拒发 {count} 项").format(count=len(lines))
    field, yes = translate("refusal", "原因（病区会看到）"), translate("refusal", "拒发")
    return reason_dialog(parent, title, field, on_reason, yes=yes, about=names, usual=usual)


def ward_day_dialog(
    parent: QWidget, wards: Sequence[Ward], ward: str | None, on_submit: Callable[[WardDay], object]
) -> FormDialog[WardDay]:
    """For which ward and day the slip of everything issued is wanted."""
    choices = ChoiceEditor([(each.code, f"{each.code}  {each.name}") for each in wards])
    form = Form(WardDay, (Field("ward", term("病区"), choices), Field("day", translate("refusal", "用药日期"))))
    form.load({"ward": ward or (wards[0].code if wards else ""), "day": hospital_time.today()})
    title, yes = translate("refusal", "病区发药单"), translate("refusal", "预览")
    return FormDialog(parent, title, form, on_submit, yes)
