"""Dialogs of the bed board: receive, change bed, add a bed, choose the ward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QListWidget, QWidget

from client_ward.beds.presenter import BedChoice
from shared.contracts.ward.types import Reception
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.editors import LookupEditor, TextEditor
from shared.qt.form import Field, Form
from shared.qt.lookup import LookupEntry, LookupIndex


def receive_form(beds: Sequence[str], doctors: LookupIndex, bed: str = "", doctor: str = "") -> Form[Reception]:
    """Bed, doctor, allergy; a known allergy must be written down, "不详" is an answer too."""
    form = Form(
        Reception,
        (
            Field("bed", QCoreApplication.translate("BedDialogs", "床位"), _bed_editor(beds)),
            Field(
                "doctor",
                QCoreApplication.translate("BedDialogs", "主管医生"),
                LookupEditor(doctors, "doctors", value_of=lambda entry: entry.name),
            ),
            Field(
                "allergy",
                QCoreApplication.translate("BedDialogs", "过敏史"),
                TextEditor(200, QCoreApplication.translate("BedDialogs", "无 / 不详 / 过敏药物")),
                required=True,
            ),
        ),
    )
    known: dict[str, Any] = {"bed": bed or (beds[0] if beds else None), "doctor": doctor or None, "allergy": ""}
    form.load(known)
    return form


def bed_form(beds: Sequence[str] | None = None) -> Form[BedChoice]:
    """A bed: one of `beds`, or a new one to be typed."""
    editor = TextEditor(20) if beds is None else _bed_editor(beds)
    return Form(BedChoice, (Field("bed", QCoreApplication.translate("BedDialogs", "床位"), editor),))


def _bed_editor(beds: Sequence[str]) -> LookupEditor:
    return LookupEditor(LookupIndex(LookupEntry(bed, bed, bed) for bed in beds))


class WardDialog(Dialog):
    """Which ward to work on (R2.S); Enter or a double click chooses."""

    def __init__(self, parent: QWidget, wards: Sequence[tuple[str, str]], present: str, on_choose: Callable[[str], object]) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("选择病区"))
        self.setMinimumSize(420, 380)
        self._wards, self._on_choose = list(wards), on_choose
        self.list = QListWidget()
        self.list.setObjectName("choices")
        self.list.addItems([f"{code}　{name}" for code, name in wards])
        codes = [code for code, _ in wards]
        self.list.setCurrentRow(codes.index(present) if present in codes else 0)
        self.list.itemActivated.connect(lambda _item: self._choose())
        choose = button(self.tr("进入"), self._choose, primary=True)
        choose.setDefault(True)
        self.fill(label(self.tr("选择病区"), "dialogTitle"), self.list, horizontal(1, choose))
        self.list.setFocus()

    def _choose(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.accept()
            self._on_choose(self._wards[row][0])
