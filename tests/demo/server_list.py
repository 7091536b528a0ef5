"""The demo's servers, one line each: what it is, its state as seen from outside, and the button that stops or starts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from shared.qt.build import button, label, show_chip
from shared.qt.tint import Tint
from tests.demo.servers import ServerState

translate = QCoreApplication.translate


class Server(Protocol):
    """What is shown; see `tests.demo.servers.DepartmentServer`."""

    name: str
    port: int

    @property
    def state(self) -> ServerState: ...
    @property
    def ours(self) -> bool: ...
    @property
    def end(self) -> str: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Line:
    """A server with its widgets."""

    server: Server
    chip: QLabel
    switch: QPushButton
    state: ServerState | None = None


class ServerList(QWidget):
    """See the module."""

    def __init__(self, servers: Sequence[Server]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        self.lines = [self._line(server) for server in servers]
        for row, line in enumerate(self.lines):
            name = label(_names().get(line.server.name, line.server.name))
            for column, widget in enumerate((name, label(str(line.server.port), "muted"), line.chip, line.switch)):
                grid.addWidget(widget, row, column)
        grid.setRowStretch(len(self.lines), 1)

    def _line(self, server: Server) -> Line:
        switch = button("", lambda: self._switch(server))
        switch.setProperty("small", True)
        return Line(server, label("", "chip"), switch)

    def _switch(self, server: Server) -> None:
        if server.state in {ServerState.STOPPED, ServerState.DIED}:
            server.start()
        else:
            server.stop()
        self.look()

    def look(self) -> None:
        """Show what is true now."""
        for line in self.lines:
            state = line.server.state
            if state is not line.state:
                line.state = state
                self._show(line, state)

    def _show(self, line: Line, state: ServerState) -> None:
        word, tint = {
            ServerState.STARTING: (self.tr("正在启动"), Tint.WAIT),
            ServerState.RUNNING: (self.tr("运行中"), Tint.OK),
            ServerState.STOPPING: (self.tr("正在停止"), Tint.WAIT),
            ServerState.STOPPED: (self.tr("已停止"), Tint.NEUTRAL),
            ServerState.DIED: (self.tr("异常退出"), Tint.BAD),
        }[state]
        show_chip(line.chip, word, tint)
        line.chip.setToolTip(line.server.end)
        down = state in {ServerState.STOPPED, ServerState.DIED}
        line.switch.setText(self.tr("启动") if down else self.tr("停止"))
        # Another process that was started by hand is stopped where it was started.
        line.switch.setEnabled(down or (state is not ServerState.STOPPING and line.server.ours))
        line.switch.setToolTip("" if down or line.server.ours else self.tr("不是由本窗口启动的"))


def _names() -> dict[str, str]:
    return {
        "messages": translate("ServerList", "消息中心"),
        "catalog": translate("ServerList", "目录"),
        "admission": translate("ServerList", "出入院收费处"),
        "ward": translate("ServerList", "病区"),
        "pharmacy": translate("ServerList", "药房"),
        "tms": translate("ServerList", "TMS治疗室"),
        "gateway": translate("ServerList", "接口网关"),
    }
