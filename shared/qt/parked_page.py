"""未处理消息: what other departments told and this one could not take in, with the reason; F5 tries it again.

Every station has it for those who may see to it; the banner says when there is something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.contracts.common import DepartmentContract, KernelKind, ParkedEvent
from shared.errors import ErrorData, rebuild
from shared.qt.language import sentence, term
from shared.qt.list_page import ListPage
from shared.qt.page import Window
from shared.qt.table import Column
from shared.qt.tint import Tint

RIGHT = "system.parked"
_WAITS = "waits"


class ParkedPage(ListPage[DepartmentContract, ParkedEvent]):
    """See the module."""

    icon = "mdi6.email-alert-outline"
    grid_name = "parked"
    key = "id"
    shows = frozenset({KernelKind.PARKED})

    def __init__(self, shell: Window) -> None:
        super().__init__(shell)
        self.build(self.tr("未处理消息"), self.tr("没有未处理的消息"))
        self.add_key("F5", self.tr("重试"), self._retry, "mdi6.email-sync-outline")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("发生时间"), "time", 104),
            Column(self.tr("来源"), "source", 90),
            Column(self.tr("消息"), "type", 210),
            Column(self.tr("对象"), "subject", 250),
            Column(term("原因"), "reason", 320, show=self._reason, tint=_tint, elastic=True),
            Column(self.tr("已试次数"), "tries", 76),
            Column(self.tr("搁置时间"), "parked_at", 104),
        )

    def query(self) -> Callable[[DepartmentContract], Sequence[ParkedEvent]]:
        return lambda api: api.parked()

    def hint(self) -> str:
        return self.tr("↑↓ 选择   F5 或 Enter 重试   Ctrl+C 复制   Ctrl+P 打印   Ctrl+E 导出")

    def open_row(self, row: ParkedEvent) -> None:
        def told(left: tuple[ParkedEvent, ...]) -> None:
            text = self.tr("仍未能处理，原因见列表") if left else self.tr("已处理")
            self.tell(text, Tint.WAIT if left else Tint.OK)
            self.load()

        self.station.press(("retry", row.id, row.tries), lambda api: api.retry_parked(row.id)).done(told).failed(self.report)

    def _retry(self) -> None:
        row = self.current()
        if row is not None:
            self.open_row(row)

    def _reason(self, code: str) -> str:
        if code == _WAITS:
            return self.tr("等待同一对象较早的消息")
        # A refusal's code says its sentence, without the details that only the attempt knew; a fault has none.
        return code if (error := rebuild(ErrorData("refused", code, {}))).code != code else sentence(error)


def _tint(row: ParkedEvent) -> Tint:
    return Tint.NEUTRAL if row.reason == _WAITS else Tint.BAD
