"""Who can log in where: the accounts of the demo hospital, each once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from server.catalog.first_accounts import Account
from server.hospital import department, roles
from shared.contracts.common import EVERY_WARD
from shared.qt.language import language

translate = QCoreApplication.translate
STATIONS = {
    "admission": QT_TRANSLATE_NOOP("Launcher", "出入院收费处"),
    "ward": QT_TRANSLATE_NOOP("Launcher", "护士工作站"),
    "pharmacy": QT_TRANSLATE_NOOP("Launcher", "中心药房"),
    "tms": QT_TRANSLATE_NOOP("Launcher", "TMS治疗室"),
}
"""What each department's station is called."""
_AT_NO_STATION = frozenset({"integration"})


def staff_table(staff: Sequence[Account]) -> QTableWidget:
    """The people who work at a station."""
    known, stations = roles(), _stations()
    people = [(account, stations[account.role]) for account in staff if account.role in stations]
    table = QTableWidget(len(people), 5)
    table.setHorizontalHeaderLabels(
        [
            translate("Launcher", "登录名"),
            translate("Launcher", "姓名"),
            translate("Launcher", "岗位"),
            translate("Launcher", "工作站"),
            translate("Launcher", "病区"),
        ]
    )
    for row, (account, station) in enumerate(people):
        role = known[account.role]
        wards = translate("Launcher", "全部") if EVERY_WARD in account.wards else "、".join(account.wards)
        shown = (account.login, account.name, role.en if language() == "en" else role.zh, translate("Launcher", station), wards)
        for column, text in enumerate(shown):
            table.setItem(row, column, QTableWidgetItem(text))
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _stations() -> dict[str, str]:
    """The station at which each role works: its department's."""
    return {
        role.name: str(station)
        for name, station in STATIONS.items()
        for role in department(name).roles
        if role.name not in _AT_NO_STATION
    }
