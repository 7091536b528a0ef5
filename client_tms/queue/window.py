"""待执行队列: empty until prescriptions reach the treatment room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from shared.qt.page import Page
from shared.qt.shell import MainShell


class QueuePage(Page):
    """The queue; it says what to do while there is nothing in it."""

    icon = "mdi6.brain"
    shows_patient = False

    def __init__(self, shell: MainShell) -> None:
        super().__init__(shell)
        self.title = self.tr("待执行")
        self.empty = QLabel(self.tr("暂无待执行的处方\n医生开立TMS处方后会显示在这里"))
        self.empty.setObjectName("empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self.empty)

    def hint(self) -> str:
        """What the keys do here now."""
        return self.tr("Alt+1…9 切换页面")
