"""The window of a station: top bar, pages on the left rail (Alt+1 … 9), banners, status bar, and the one place that shows errors.

shell = MainShell("护士工作站", station_worker, feed)
shell.add_page(BoardPage(shell)); shell.add_page(OrdersPage(shell))
shell.enter(session)                     # after log-in
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from shared.contracts.common import Change, Health, Session
from shared.errors import BusinessError, InternalError, InvalidInput, LoginRequired, SessionExpired, Unavailable
from shared.qt import demo, formats, hospital_time, parked_page, recent
from shared.qt.banner import BannerPatient, PatientBanner, StripBanner
from shared.qt.build import horizontal, label, vertical
from shared.qt.commands import DialogDecisions
from shared.qt.dialogs import BugDialog, Cancelled
from shared.qt.feed import EVERYTHING, ChangeFeed
from shared.qt.form import FieldErrors
from shared.qt.language import sentence, term
from shared.qt.login import LoginDialog
from shared.qt.page import Page
from shared.qt.rail import Rail
from shared.qt.room import TITLE_BAR, ScrollRoom
from shared.qt.station import Station, concerned
from shared.qt.statusbar import StatusBar
from shared.qt.tint import Tint
from shared.qt.toast import Toasts
from shared.qt.topbar import TopBar
from shared.qt.worker import LinkState, Worker

_SIZE, _LEAST_HEIGHT = QSize(1366, 768 - TITLE_BAR), 360
_FRESH_FOR = timedelta(minutes=1)


class MainShell(QMainWindow):
    """Main window of a station; see the module."""

    page_changed = Signal(object)
    closing = Signal()
    """The window goes for good."""

    def __init__(self, title: str, worker: Worker[Any], feed: ChangeFeed | None = None) -> None:
        super().__init__()
        self.worker, self.feed = worker, feed
        self.setWindowTitle(title)
        self.title = title
        self.station: Station[Any] = Station(worker, DialogDecisions(self), feed, self)
        self.topbar, self.statusbar = TopBar(title), StatusBar()
        self.patient_banner = PatientBanner()
        self.seat_banner, self.offline_banner, self.warning_banner = StripBanner(), StripBanner(), StripBanner()
        self._toasts = Toasts(self, lambda: self.page.in_sight if self._pages else None)
        self._pages: list[Page] = []
        self._patient: BannerPatient | None = None
        self._missed: dict[Page, set[Change]] = {}
        """What each page has not shown yet."""
        self._read_at: dict[Page, datetime] = {}
        self._acting: Page | None = None
        """Where something was pressed last."""
        self._relogin: LoginDialog | None = None
        self._before: QWidget | None = None
        """What had the cursor before the window was covered."""
        self._rail, self._stack = Rail(), QStackedWidget()
        self._build()
        self._follow(worker)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - QSize(0, TITLE_BAR)))

    def _build(self) -> None:
        content = vertical(self.patient_banner, self._stack, spacing=0)
        strips = (self.seat_banner, self.offline_banner, self.warning_banner)
        whole = vertical(self.topbar, *strips, horizontal(self._rail, content, spacing=0), self.statusbar, spacing=0)
        whole.setStretch(len(strips) + 1, 1)
        content.setStretch(1, 1)
        central = QWidget()
        central.setLayout(whole)
        self._screens, self._cover = QStackedWidget(), label("", "cover")
        self._cover.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for screen in (central, self._cover):
            self._screens.addWidget(screen)
        self.setCentralWidget(self._screens)

    def _follow(self, worker: Worker[Any]) -> None:
        worker.state_changed.connect(self._on_state)
        worker.latency_changed.connect(self.statusbar.show_latency)
        worker.busy_changed.connect(self.statusbar.show_busy)
        worker.login_needed.connect(self._log_in_again)
        self.station.news.connect(self._take_news)
        self.station.acting.connect(self._note_acting)
        self.station.health_changed.connect(self._show_health)
        self._on_state(worker.state)

    # -- pages

    def add_page(self, page: Page) -> None:
        """Add a screen; the first nine are Alt+1 … Alt+9."""
        number = len(self._pages) + 1
        self._pages.append(page)
        self._missed[page], self._read_at[page] = {Change(EVERYTHING, "")}, hospital_time.now()
        self._stack.addWidget(ScrollRoom(page) if page.in_sight is None else page)
        self.station.show(page.shows)
        page.hint_changed.connect(self._show_hint)
        self._rail.add(page.title, page.icon, lambda: self.open_page(page))
        if number <= 9:
            QShortcut(QKeySequence(f"Alt+{number}"), self, lambda: self.open_page(page))
        if number == 1:
            self._open(page)

    @property
    def pages(self) -> tuple[Page, ...]:
        """All screens."""
        return tuple(self._pages)

    @property
    def page(self) -> Page:
        """The open screen."""
        return self._pages[self._stack.currentIndex()]

    def open_page(self, page: Page) -> None:
        """Show a screen and tell it. Who opens the open one wants to see it fresh."""
        if page is self.page:
            self.mark_stale(page)
        self._open(page)

    def _open(self, page: Page) -> None:
        number = self._pages.index(page)
        self._stack.setCurrentIndex(number)
        self._rail.mark(number)
        self.topbar.show_keys(page.keys)
        self.patient_banner.show_patient(self._patient if page.shows_patient else None)
        self._show_hint()
        page.setFocus()
        page.activated()
        if self.feed is None or abs(hospital_time.now() - self._read_at[page]) >= _FRESH_FOR:
            # Nobody tells this window what others do; or time went on, and what is due, over or of today with it.
            self._missed[page].add(Change(EVERYTHING, ""))
        self._refresh_open_page()
        self._toasts.place()
        self.page_changed.emit(page)

    def _show_hint(self) -> None:
        self.statusbar.show_hint(self.page.hint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages:
            self.page.back()
        else:
            super().keyPressEvent(event)

    # -- who and where

    def enter(self, session: Session, place: str = "") -> None:
        """Somebody logged in: from now on settings, frame, feed and pages are theirs."""
        recent.set_user(session.user_id)
        demo.set_demo(session.demo)
        demo.frame_if_demo(self)
        self.setWindowTitle(f"{self.title} — {session.hospital}")
        self.statusbar.show_user(session.user_name)
        self.show_place(place)
        info = self.worker.info
        if info is not None:
            self._show_health(info.health)
        if self.feed is not None:
            self.feed.start(session)
        if self.station.may(parked_page.RIGHT):
            self.add_page(parked_page.ParkedPage(self))
        if self._pages:
            self._open(self.page)

    def show_person(self) -> None:
        """Somebody else sits at the station, with the same pages: what they show and allow is looked at anew."""
        self.statusbar.show_user(self.station.user_name)
        self.station.note(EVERYTHING, "")
        if self._pages:
            self._open(self.page)

    def why_stay(self) -> str:
        """Why nobody may leave the station, lend or lock it now; empty while they may."""
        return next((reason for page in self._pages if (reason := page.why_stay())), "")

    def cover(self, text: str) -> None:
        """Show nothing but `text`; the pages again without one, with the cursor where it was."""
        if text:
            self._before = QApplication.focusWidget()
        self._toasts.silence(bool(text))
        self._cover.setText(text)
        self._screens.setCurrentIndex(1 if text else 0)
        if not text and self._before is not None and self.isAncestorOf(self._before):
            self._before.setFocus()

    def _show_health(self, health: Health) -> None:
        """What the server can do without for a time, told as long as it lasts."""
        parts = []
        if health.behind:
            parts.append(self.tr("本科室数据库由旧备份恢复，核对之前不能执行、发药或结算"))
        if not health.message_center_reachable:
            parts.append(self.tr("消息中心不可达，{count} 条待发；本科室照常工作").format(count=health.unsent_events))
        if health.catalog_old:
            since = formats.full_moment(health.catalog_as_of)
            parts.append(self.tr("目录自 {time} 起未更新，价格和项目可能已变").format(time=since))
        if health.parked_events and self.station.may(parked_page.RIGHT):
            parts.append(self.tr("{count} 条消息未能处理，请处理").format(count=health.parked_events))
        self.warning_banner.show_text("   ·   ".join(parts))

    def show_place(self, place: str) -> None:
        """Ward or counter, beside the station's name."""
        self.topbar.show_place(place)

    def show_patient(self, patient: BannerPatient | None) -> None:
        """Whose data the pages show."""
        self._patient = patient
        self.patient_banner.show_patient(patient if self._pages and self.page.shows_patient else None)

    def _log_in_again(self) -> None:
        """The session is gone: the same person logs in over the screen, which stays as it is."""
        session = self.worker.session
        if session is None or self._relogin is not None:
            return
        dialog = LoginDialog(self.worker, self.title, session, self, self.tr("登录已过期，请重新登录"))
        self._relogin = dialog
        dialog.logged_in.connect(self.go_on)
        dialog.finished.connect(lambda _result: setattr(self, "_relogin", None))
        dialog.open()

    def go_on(self, session: Session) -> None:
        """The same person logged in again."""
        if self.feed is not None:
            self.feed.start(session)
        self.station.note(EVERYTHING, "")

    # -- what happens elsewhere

    def _note_acting(self) -> None:
        if self._pages:
            self._acting = self.page

    def _take_news(self, news: frozenset[Change]) -> None:
        """The open page is refreshed at once, a hidden one when it is opened; each of what it shows only. What was done here is no
        news to the page it was done on."""
        for page in self._pages:
            shown = {change for change in news if concerned((change,), page.shows)}
            self._missed[page] |= {change for change in shown if not change.own} if page is self._acting else shown
        self._refresh_open_page()

    def mark_stale(self, page: Page) -> None:
        """Have a hidden page read what it shows when it is opened."""
        self._missed[page].add(Change(EVERYTHING, ""))

    def _refresh_open_page(self) -> None:
        if self._pages and self.station.worker.session is not None:
            missed, self._missed[self.page] = self._missed[self.page], set()
            if missed:
                self._read_at[self.page] = hospital_time.now()
                self.page.refresh(frozenset(missed))

    def _on_state(self, state: LinkState) -> None:
        self.statusbar.show_state(state)
        self._show_offline()
        if state is LinkState.ONLINE:
            info = self.worker.info
            self.statusbar.show_server("" if info is None else info.hospital)

    def unsent_changed(self) -> None:
        """Pages call this when the number of their unsent changes changes."""
        self._show_offline()

    def _show_offline(self) -> None:
        if self.worker.state is not LinkState.OFFLINE:
            self.offline_banner.show_text("")
            return
        unsent = sum(page.unsent() for page in self._pages)
        reason = self.worker.offline_because
        parts = [term("离线"), sentence(reason) if reason is not None else "", self.tr("未发送 {count} 项").format(count=unsent)]
        self.offline_banner.show_text("   ·   ".join(part for part in parts if part))

    # -- messages

    def toast(self, text: str, tint: Tint = Tint.OK) -> None:
        """A sentence that needs no click."""
        self._toasts.show(text, tint)

    def toasts(self) -> list[str]:
        """The sentences shown now."""
        return self._toasts.texts()

    def notify(self, text: str, on_open: Callable[[], object] | None = None) -> None:
        """Put a notice under the bell."""
        self.topbar.bell.add(text, on_open)

    def report(self, error: BusinessError, form: FieldErrors | None = None) -> None:
        """Tell the user about an error: at its field, in a dialog with a reference number, or in a toast."""
        if isinstance(error, LoginRequired | SessionExpired) and self._relogin is not None:
            return
        if isinstance(error, Cancelled):
            if error.question is not None and form is not None:
                # After a no the sentence stays where something can be done about it.
                form.show_error(field_of(error.question), sentence(error.question))
            return
        if isinstance(error, InternalError):
            BugDialog(self, error).open()
            return
        text = sentence(error)
        if form is not None and form.show_error(field_of(error), text):
            return
        self.toast(text, Tint.WAIT if isinstance(error, Unavailable) else Tint.BAD)

    # -- opening and leaving

    def open(self) -> None:
        """Show the window: in its size, or filling a screen that has less room."""
        room = self.screen().availableSize()
        if room.width() < _SIZE.width() or room.height() < _SIZE.height() + TITLE_BAR:
            self.showMaximized()
        else:
            self.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        if reason := self.why_stay():
            self.toast(reason, Tint.BAD)
            event.ignore()
            return
        self.closing.emit()
        # Out of sight first: letting go of a long poll may take a moment.
        self.hide()
        if self.feed is not None:
            self.feed.close()
        self.worker.close()
        super().closeEvent(event)


def field_of(error: BusinessError) -> str | None:
    """The field an error is about."""
    return error.name if isinstance(error, InvalidInput) else error.field
