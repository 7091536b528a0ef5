"""F1: every key, of the open page and of every page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.language import term
from shared.qt.page import Page

_LONG = 30
"""Letters that stand in one line."""


class KeysDialog(Dialog):
    """What each key does here, and why it does nothing now where it does not."""

    def __init__(self, parent: QWidget, page: Page) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("全部按键"))
        self.setMinimumWidth(760)
        here = [(key.key, f"{key.title}（{key.why_not}）" if key.why_not else key.title) for key in page.keys]
        close = button(term("关闭"), self.accept, primary=True)
        close.setDefault(True)
        columns = horizontal(self._table(page.title, here), self._table(self.tr("各页相同"), self._everywhere()), spacing=32)
        self.fill(columns, horizontal(1, close))

    def _table(self, title: str, rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(title, "dialogTitle"), 0, 0, 1, 2)
        for number, (key, text) in enumerate(rows, 1):
            grid.addWidget(label(key, "key"), number, 0)
            # A wrapped line asks for the height it would have in the least width.
            grid.addWidget(label(text, wrap=len(text) > _LONG), number, 1)
        grid.setRowStretch(len(rows) + 1, 1)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        return grid

    def _everywhere(self) -> list[tuple[str, str]]:
        return [
            ("F1", self.tr("全部按键")),
            ("F2", self.tr("在单元格中检索")),
            ("F10", self.tr("换同事操作，再按交还")),
            ("F11", self.tr("锁定")),
            ("Alt+0", self.tr("密码、语言、注销")),
            ("Alt+1…9", self.tr("换页")),
            ("Enter", self.tr("下一格")),
            ("Shift+Enter", self.tr("上一格")),
            ("Delete", self.tr("清空单元格")),
            ("Ctrl+Delete", self.tr("删除表中的行")),
            ("Ctrl+Z", self.tr("撤销表中的输入")),
            ("Ctrl+F", self.tr("在表中查找")),
            ("Ctrl+C", self.tr("复制选中的行")),
            ("Ctrl+P", self.tr("打印表格")),
            ("Ctrl+E", self.tr("导出表格")),
            ("Esc", self.tr("返回")),
        ]
