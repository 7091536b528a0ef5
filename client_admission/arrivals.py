"""What has not arrived yet, and what stands in the way of a settlement, as sentences: shown, never hidden (ui.md)."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel

from shared.contracts.admission.errors import LinesPending, StatementMissing, WrongState
from shared.contracts.admission.types import Account, Pending, SourceStatement, StayAction
from shared.errors import BusinessError
from shared.qt import formats
from shared.qt.build import show_chip
from shared.qt.catalogue import Catalogue
from shared.qt.language import sentence, term
from shared.qt.tint import Tint

translate = QCoreApplication.translate


def arrival_sentences(account: Account, catalogue: Catalogue) -> list[tuple[str, Tint]]:
    """Pending lines by ward, then the statement of each source."""
    return [
        *((_pending_text(pending, catalogue), Tint.WAIT) for pending in account.pending),
        *((_statement_text(each), Tint.OK if each.matches else Tint.WAIT) for each in account.statements),
    ]


def _pending_text(pending: Pending, catalogue: Catalogue) -> str:
    text = translate("arrivals", "{ward}：{count} 条待药房确认（自 {since}）")
    ward = catalogue.ward_name(pending.ward)
    return text.format(ward=ward, count=pending.lines, since=formats.moment(pending.since))


def _statement_text(statement: SourceStatement) -> str:
    source = source_name(statement.source)
    if statement.stated_lines is None:
        return translate("arrivals", "{source}：尚未申报结束，已到 {held} 条").format(source=source, held=statement.held_lines)
    if statement.matches:
        return translate("arrivals", "{source}：{held} 条费用已到齐").format(source=source, held=statement.held_lines)
    text = translate("arrivals", "{source}：申报 {stated} 条，已到 {held} 条")
    return text.format(source=source, stated=statement.stated_lines, held=statement.held_lines)


def source_name(source: str) -> str:
    """Who made a charge."""
    names = {"ward": term("病区"), "admission": translate("arrivals", "收费处"), "tms": "TMS"}
    return names.get(source, source)


def obstacle_sentences(codes: Iterable[str], account: Account) -> list[str]:
    """Why the stay can't be settled now, in the order in which it is worked off."""
    return [sentence(_obstacle(code, account)) for code in codes]


def _obstacle(code: str, account: Account) -> BusinessError:
    if code == WrongState.code:
        return WrongState(state=account.stay.state, action=StayAction.SETTLE)
    if code == LinesPending.code:
        return LinesPending(count=sum(each.lines for each in account.pending))
    if code == StatementMissing.code:
        missing = next(each for each in account.statements if not each.matches)
        return StatementMissing(source=source_name(missing.source), held=missing.held_lines)
    return BusinessError.by_code[code]()


class ArrivalStrip(QLabel):
    """The arrivals in one line above a grid."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stamp")
        self.setWordWrap(True)

    def show_account(self, account: Account | None, catalogue: Catalogue) -> None:
        """Amber as long as anything is on its way."""
        found = [] if account is None else arrival_sentences(account, catalogue)
        waiting = any(tint is Tint.WAIT for _, tint in found)
        show_chip(self, "　·　".join(text for text, _ in found), Tint.WAIT if waiting else Tint.OK)
