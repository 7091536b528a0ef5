"""设备: the machines of the house with state and heartbeat; F5 makes one ours, Ctrl+N registers one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from client_tms import words
from client_tms.devices.heartbeat import HeartbeatSender
from client_tms.devices.presenter import DevicesPresenter
from client_tms.look import caption
from client_tms.page import TmsPage
from client_tms.room import Room
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import Device, DeviceGiven, DeviceStatus
from shared.errors import BusinessError
from shared.qt import hospital_time
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.dialogs import Dialog
from shared.qt.form import Field, Form
from shared.qt.language import sentence, term
from shared.qt.shell import MainShell, field_of
from shared.qt.table import Column
from shared.qt.tint import Tint

_LOOK_EVERY_MS = 5000
_REGISTER_RIGHT = "tms.device"


class DevicesPage(TmsPage):
    """See the module."""

    icon = "mdi6.access-point"
    shows_patient = False
    shows = frozenset({Kind.DEVICES})

    def __init__(self, shell: MainShell, room: Room, heartbeat: HeartbeatSender) -> None:
        super().__init__(shell, room)
        self.title = self.tr("设备")
        self._own: int | None = None
        self._dialog: DeviceDialog | None = None
        self.presenter = DevicesPresenter(room, heartbeat, self)
        self.choose_key = self.add_key("F5", self.tr("设为本机"), self._choose, "mdi6.monitor-cellphone")
        self.register_key = self.add_key("Ctrl+N", self.tr("登记设备"), self._ask, "mdi6.plus")
        self.devices: Any = self.grid(self._columns(), "tms.devices", self.tr("还没有登记设备，按 Ctrl+N 登记"), self.tr("设备"))
        self.devices.row_chosen.connect(lambda _row: self._allow())
        self.devices.row_activated.connect(lambda _row: self.choose_key.press())
        self._note = label("", "muted", wrap=True)
        self.setLayout(vertical(caption(self.title), self.devices, self._note, spacing=8, margins=(12, 10, 12, 10)))
        self.setFocusProxy(self.devices)
        # Heartbeats age without anybody telling.
        self._ages = QTimer(self, interval=_LOOK_EVERY_MS)
        self._ages.timeout.connect(lambda: self.devices.viewport().update())
        self._ages.start()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("", "id", 64, "center", text=self._mark, tint=lambda _row: Tint.INFO, bold=lambda _row: True),
            Column(term("名称"), "name", 190, text=lambda row: row.name or row.device_type),
            Column(term("类型"), "device_type", 130),
            Column(self.tr("序列号"), "sn", 150),
            Column(term("状态"), "status", 90, tint=lambda row: words.DEVICE_TINTS[row.status], bold=lambda _row: True),
            Column(self.tr("控制台"), "console", 170),
            Column(self.tr("线圈"), "coil_celsius", 80, "right", show=lambda value: "" if value is None else f"{value} °C"),
            Column(self.tr("最近心跳"), "last_heartbeat", 170, text=self._heartbeat),
        )

    def _mark(self, row: Device) -> str:
        return self.tr("本机") if row.id == self._own else ""

    def _heartbeat(self, row: Device) -> str:
        if row.last_heartbeat is None:
            return self.tr("从未")
        seconds = max(0, int((hospital_time.now() - row.last_heartbeat).total_seconds()))
        if seconds < 120:
            return self.tr("{seconds} 秒前").format(seconds=seconds)
        return self.tr("{minutes} 分钟前").format(minutes=seconds // 60)

    def hint(self) -> str:
        return self.tr("↑↓ 选择   F5 或 Enter 设为本机   Ctrl+F 查找")

    def activated(self) -> None:
        self.register_key.allow(self.station.not_allowed(_REGISTER_RIGHT))

    def load(self) -> None:
        self.presenter.reload()

    def show_devices(self, devices: Sequence[Device], own: int | None) -> None:
        """Every device; `own` is this station's."""
        self._own = own
        self.devices.rows().show_rows(devices)
        if devices and not self.devices.currentIndex().isValid():
            self.devices.go_to(next((number for number, each in enumerate(devices) if each.id == own), 0))
        self._note.setText(
            self.tr("本机控制台：{console}，刺激器：{machine}").format(console=self.room.console, machine=self.room.stimulator.name)
        )
        self._allow()

    def _allow(self) -> None:
        row = self.devices.current_row()
        if row is None:
            self.choose_key.allow(self.tr("请先选中一台设备"))
        else:
            self.choose_key.allow(self.tr("已是本机设备") if row.id == self._own else "")

    def _choose(self) -> None:
        row: Device = self.devices.current_row()
        self.presenter.choose(row)
        text = self.tr("本机设备：{sn}").format(sn=row.sn)
        busy = row.status is not DeviceStatus.OFFLINE and row.console not in {"", self.room.console}
        if busy:
            text = self.tr("{text}。注意：它正由 {console} 使用").format(text=text, console=row.console)
        self.tell(text, Tint.WAIT if busy else Tint.OK)

    def _ask(self) -> None:
        self._dialog = DeviceDialog(self)
        self._dialog.decided.connect(lambda given: self.presenter.register(given, self._refused))
        self._dialog.open()

    def _refused(self, error: BusinessError) -> None:
        if self._dialog is None or not self._dialog.form.show_error(field_of(error), sentence(error)):
            self.report(error)

    def show_registered(self, device: Device) -> None:
        """A device was registered."""
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None
        self.tell(self.tr("已登记 {sn}").format(sn=device.sn))


class DeviceDialog(Dialog):
    """A machine: serial number, type, name."""

    decided = Signal(object)
    """DeviceGiven."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("登记设备"))
        self.setMinimumWidth(420)
        fields = (
            Field("sn", self.tr("序列号"), required=True),
            Field("device_type", term("类型")),
            Field("name", term("名称")),
        )
        self.form: Form[DeviceGiven] = Form(DeviceGiven, fields)
        self.form.clear()
        self.form.submitted.connect(self._decide)
        self.yes = button(self.tr("登记"), self._decide, primary=True)
        buttons = horizontal(1, button(term("取消"), self.reject), self.yes, spacing=10)
        self.fill(label(self.tr("登记设备"), "dialogTitle"), self.form, buttons)
        self.form.start()

    def _decide(self) -> None:
        given = self.form.read()
        if given is not None:
            self.decided.emit(given)
