"""What the pages of the station have in common: the room, and whose banner stands above them."""

from __future__ import annotations

from client_tms import words
from client_tms.dialogs import threshold_dialog
from client_tms.room import Room
from shared.contracts.tms.types import ThresholdGiven, TmsPatient
from shared.qt.language import term
from shared.qt.page import Page, Window
from shared.qt.table import Column


class TmsPage(Page):
    """Base of the pages."""

    def __init__(self, shell: Window, room: Room) -> None:
        super().__init__(shell)
        self.room = room

    def show_patient(self, patient: TmsPatient | None) -> None:
        """Whose banner stands above the page; told again when it is opened. What a hidden page is about is nobody's business."""
        if self.shell.pages and self.shell.page is self:
            self.shell.show_patient(None if patient is None else words.banner(patient))

    def ask_threshold(self, patient: TmsPatient) -> None:
        """Ctrl+T: 运动阈值测定 at this machine."""

        def send(given: ThresholdGiven) -> None:
            what = ("threshold", given, patient.threshold_at)
            self.station.press(what, lambda api: api.record_threshold(given)).done(lambda _: measured()).failed(self.report)

        def measured() -> None:
            self.close_form()
            self.load()

        self.open_form(threshold_dialog(self, patient, self.room.device, send))

    def show_record(self, pdf: bytes) -> None:
        """A record before it is printed."""
        self.show_paper(pdf, self.tr("治疗记录单"), "treatment_record")


def found_columns(bed: int) -> tuple[Column, ...]:
    """What is shown of a patient who was searched for; `bed` is the width of the last column."""
    return (
        Column(term("姓名"), "name", 86, bold=lambda _row: True),
        Column(term("号码"), "his_id", 92, "left", text=lambda row: str(row.his_id or row.code or "")),
        Column(term("床位"), "bed", bed),
    )
