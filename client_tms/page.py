"""What the pages of the station have in common: the room, and whose banner stands above them."""

from __future__ import annotations

from client_tms import words
from client_tms.room import Room
from shared.contracts.tms.types import TmsPatient
from shared.qt.page import Page, Window


class TmsPage(Page):
    """Base of the pages."""

    def __init__(self, shell: Window, room: Room) -> None:
        super().__init__(shell)
        self.room = room

    def show_patient(self, patient: TmsPatient | None) -> None:
        """Whose banner stands above the page."""
        self.shell.show_patient(None if patient is None else words.banner(patient))

    def show_record(self, pdf: bytes) -> None:
        """A record before it is printed."""
        self.show_paper(pdf, self.tr("治疗记录单"), "treatment_record")
