"""Banners: who the open patient is, and that the station is offline. Always at the same place, always complete."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSizePolicy

from shared.account_light import AccountLight
from shared.qt import formats
from shared.qt.build import horizontal, label, show_chip
from shared.qt.tint import Tint

_GAP = 12
_NO_ALLERGY, ALLERGY_UNKNOWN = "无", "不详"


@dataclass(frozen=True, slots=True)
class BannerPatient:
    """What a banner says of a patient.

    `allergy` is 无, 不详 or a text, empty at stations that are not told; `stay_text` number and stay, as 住院号 1024 第2次.
    """

    bed: str
    name: str
    sex: str
    age: str
    stay_text: str
    payer: str = ""
    nursing: str = ""
    allergy: str = ""
    account: AccountLight | None = None
    balance: Decimal | None = None
    as_of: str = ""
    state: str = ""
    note: str = ""
    """未同步 and the like."""


class PatientBanner(QFrame):
    """The patient of the page. Without one it takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("patient")
        self._bed, self._name = label("", "bed"), label("", "name")
        self._facts = label("", "fact")
        self._nursing, self._allergy, self._account, self._note = (label("", "chip") for _ in range(4))
        chips = (self._nursing, self._allergy, self._account, self._note)
        self._who = horizontal(self._bed, self._name, self._facts, 1, spacing=12)
        self._chips = horizontal(*chips, 1, spacing=12)
        self._lines = horizontal(self._who, 1, self._chips, spacing=_GAP, margins=(12, 6, 12, 6))
        self.setLayout(self._lines)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._arrange()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """In one line, in two where one would cut something."""
        needed = self._who.sizeHint().width() + self._chips.sizeHint().width() + 2 * _GAP + 24
        one = needed <= self.width()
        self._lines.setDirection(QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom)
        self.setFixedHeight(48 if one else 84)

    def show_patient(self, patient: BannerPatient | None) -> None:
        """Show a patient, None for no one."""
        self.setVisible(patient is not None)
        if patient is None:
            return
        self._bed.setText(patient.bed)
        self._bed.setVisible(bool(patient.bed))
        self._name.setText(patient.name)
        facts = (patient.sex, patient.age, patient.stay_text, patient.payer, patient.state)
        self._facts.setText("   ".join(fact for fact in facts if fact))
        show_chip(self._nursing, patient.nursing, nursing_tint(patient.nursing))
        show_allergy(self._allergy, patient.allergy)
        tint = Tint.NEUTRAL if patient.account is None else LIGHT_TINTS[patient.account]
        show_chip(self._account, _account_text(patient), tint)
        show_chip(self._note, patient.note, Tint.WAIT)
        self._arrange()

    def text(self) -> str:
        """Everything the banner says."""
        parts = (self._bed, self._name, self._facts, self._nursing, self._allergy, self._account, self._note)
        return " ".join(part.text() for part in parts if part.text())


class StripBanner(QFrame):
    """A full-width amber strip for a state that lasts: offline, message center away, catalogue old."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offline")
        self._text = label(wrap=True)
        self.setLayout(horizontal(self._text, margins=(14, 6, 14, 6)))
        self.hide()

    def show_text(self, text: str) -> None:
        """Show `text`, nothing to hide."""
        self._text.setText(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self._text.text()


def show_allergy(chip: QLabel, allergy: str) -> None:
    """What a patient is allergic to, white on red where that is something; nothing where nobody was told."""
    text = QCoreApplication.translate("PatientBanner", "过敏：{what}").format(what=_allergy_text(allergy)) if allergy else ""
    tint = _allergy_tint(allergy)
    show_chip(chip, text, tint, strong=tint is Tint.BAD)


LIGHT_TINTS = {AccountLight.GREEN: Tint.OK, AccountLight.AMBER: Tint.WAIT, AccountLight.RED: Tint.BAD}


def nursing_tint(level: str) -> Tint:
    """Colour of a nursing level, after the usual bed cards: 特级 violet, 一级 red, 二级 blue, 三级 green."""
    for mark, tint in (("特", Tint.SPECIAL), ("一级", Tint.BAD), ("Ⅰ", Tint.BAD), ("二级", Tint.INFO), ("Ⅱ", Tint.INFO)):
        if mark in level:
            return tint
    return Tint.OK if level else Tint.NEUTRAL


def _allergy_text(allergy: str) -> str:
    words = {
        _NO_ALLERGY: QCoreApplication.translate("PatientBanner", "无"),
        ALLERGY_UNKNOWN: QCoreApplication.translate("PatientBanner", "不详"),
    }
    return words.get(allergy, allergy)


def is_allergic(allergy: str) -> bool:
    """Whether a patient is known to be allergic to something."""
    return bool(allergy) and allergy not in {_NO_ALLERGY, ALLERGY_UNKNOWN}


def _allergy_tint(allergy: str) -> Tint:
    return Tint.BAD if is_allergic(allergy) else Tint.WAIT if allergy == ALLERGY_UNKNOWN else Tint.NEUTRAL


def _account_text(patient: BannerPatient) -> str:
    if patient.account is None:
        return ""
    words = {
        AccountLight.GREEN: QCoreApplication.translate("PatientBanner", "账户正常"),
        AccountLight.AMBER: QCoreApplication.translate("PatientBanner", "余额不足"),
        AccountLight.RED: QCoreApplication.translate("PatientBanner", "欠费"),
    }
    parts = ["● " + words[patient.account], formats.money(patient.balance)]
    if patient.as_of:
        parts.append(QCoreApplication.translate("PatientBanner", "截至 {time}").format(time=patient.as_of))
    return " ".join(part for part in parts if part)
