"""Composition of the nurse's station: desk, pages, and what keeps them in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSettings

from client_ward.account import AccountPage
from client_ward.beds.window import BoardPage
from client_ward.bills import BillsPage
from client_ward.desk import Topic, WardDesk
from client_ward.leaving.window import LeavingPage
from client_ward.orders.window import OrdersPage
from client_ward.page import BannerKeeper
from client_ward.run.window import RunPage
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import WardStay
from shared.dataset import DraftStore, default_directory
from shared.identifiers import OrderId, StayId
from shared.qt.program import run
from shared.qt.shell import MainShell

I18N = Path(__file__).parent / "i18n"


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "护士工作站"))
    return run("his-ward", title, WardContract, builder(), (I18N,), arguments)


@dataclass(frozen=True)
class WardStation:
    """The parts of a station, for whoever builds or tests one."""

    desk: WardDesk
    board: BoardPage
    orders: OrdersPage
    run: RunPage
    account: AccountPage
    bills: BillsPage
    leaving: LeavingPage


def builder(drafts: Path | None = None) -> Callable[[MainShell], WardStation]:
    """What fills a shell with the ward's pages; typed orders are kept in `drafts`, by default in the user's own folder."""
    return lambda shell: build(shell, DraftStore(drafts or default_directory()))


def build(shell: MainShell, drafts: DraftStore) -> WardStation:
    """Make desk and pages for whoever is logged in, and ask for the wards."""
    last = f"users/{shell.station.user_id}/ward"
    desk = WardDesk(shell.station, shell.report, str(QSettings().value(last, "")))
    BannerKeeper(shell, desk)
    account = AccountPage(shell, desk)

    def open_account() -> None:
        shell.open_page(account)

    def open_orders(stay: WardStay) -> None:
        desk.open_stay(stay)
        shell.open_page(orders)

    def stop_order(stay: WardStay, order_id: OrderId) -> None:
        open_orders(stay)
        orders.offer_stop(order_id)

    orders = OrdersPage(shell, desk, drafts, open_account)
    station = WardStation(
        desk,
        BoardPage(shell, desk, open_orders, open_account),
        orders,
        RunPage(shell, desk, open_account, stop_order),
        account,
        BillsPage(shell, desk, open_account),
        LeavingPage(shell, desk, open_account),
    )
    for page in (station.board, orders, station.run, account, station.bills, station.leaving):
        shell.add_page(page)
    desk.subscribe(lambda topic: _keep_ward(topic, desk, last))
    _show_drafts(shell, station)
    _ring_for_refused(shell, station)
    _ring_for_short(shell, station)
    desk.start()
    # The desk indexes the items itself, with what the pharmacy is out of.
    shell.station.open_catalogue(shell.report, lambda _item: False)
    return station


def _keep_ward(topic: Topic, desk: WardDesk, name: str) -> None:
    if topic is Topic.WARDS and desk.ward:
        QSettings().setValue(name, desk.ward)


def _ring_for_refused(shell: MainShell, station: WardStation) -> None:
    """Doses the pharmacy refused are not given until somebody acts: told under the bell, whatever page is open."""
    told: dict[StayId, int] = {}

    def ring(topic: Topic) -> None:
        if topic not in {Topic.BOARD, Topic.PATIENT}:
            return
        for stay in station.desk.patients:
            if stay.refused_lines > told.get(stay.stay_id, 0):
                text = QCoreApplication.translate("WardStation", "{bed} {name}：药房拒发 {count} 条，可在执行页再次送药房")
                filled = text.format(bed=stay.patient.bed or "", name=stay.patient.name, count=stay.refused_lines)
                shell.notify(filled, lambda: shell.open_page(station.run))
            told[stay.stay_id] = stay.refused_lines

    station.desk.subscribe(ring)


def _ring_for_short(shell: MainShell, station: WardStation) -> None:
    """Orders that go on although their drug is short are to be stopped: told under the bell, once each (R2.7)."""
    told: set[OrderId] = set()

    def ring(topic: Topic) -> None:
        if topic is not Topic.SHORT:
            return
        for order in station.desk.short:
            if order.order_id not in told:
                text = QCoreApplication.translate("WardStation", "{bed} {name}：{item} 缺药，可在执行页停止")
                filled = text.format(bed=order.bed, name=order.patient_name, item=order.item_name)
                shell.notify(filled, lambda: shell.open_page(station.run))
        told.clear()
        told.update(order.order_id for order in station.desk.short)

    station.desk.subscribe(ring)


def _show_drafts(shell: MainShell, station: WardStation) -> None:
    """Typed orders of an earlier session: marked on the board, told once under the bell (T2)."""
    presenter = station.orders.presenter

    def mark(topic: Topic) -> None:
        if topic in {Topic.BOARD, Topic.PATIENT}:
            station.board.presenter.show_drafts(presenter.waiting_drafts())

    waiting = presenter.waiting_drafts()
    if waiting:
        text = QCoreApplication.translate("WardStation", "{count} 位病人有未保存的医嘱草稿，打开病人即可继续")
        shell.notify(text.format(count=len(waiting)), lambda: shell.open_page(station.board))
    station.desk.subscribe(mark)
