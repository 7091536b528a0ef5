"""入院: free beds beside the wards, what is noted of a stay and corrected (R1.5, R1.9); items looked up at home (R1.38)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from client_admission import app as station_app
from client_admission.desk_page import Place
from shared.contracts.admission.types import AdmissionRequest, StayFacts
from shared.identifiers import StayId
from shared.qt.build import texts_in
from shared.qt.lookup_edit import LookupPopup
from shared.qt.shell import MainShell
from shared.qt.worker import LinkState, Worker
from tests.client_admission.station import Cashier as AtDesk
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import ZHANG, Cashier, Nurse, on
from tests.stations import StationClient


@pytest.mark.req("R1.9")
def test_what_is_noted_of_a_stay_is_seen_and_corrected(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.ADMIT)
    at_desk.press(page, "Ctrl+D")
    at_desk.fill(page, referring_doctor="门诊王医生", diagnosis="肺炎", insurance_serial="S-0042")
    at_desk.rest()
    facts = texts_in(page)
    assert {"肺炎", "S-0042", "门诊王医生"} <= set(facts)
    at_desk.press(page, "Ctrl+D")
    stay = colleague.api.account(waiting).stay
    colleague.api.edit_stay(waiting, stay.version, StayFacts("门诊王医生", "社区获得性肺炎", "S-0042"))
    at_desk.fill(page, diagnosis="支气管炎")
    at_desk.rest()
    assert "住院登记已被他人修改" in " ".join(texts_in(page.front))
    assert colleague.api.account(waiting).stay.diagnosis == "社区获得性肺炎"


@pytest.mark.req("R1.5")
def test_a_stay_that_was_cancelled_is_not_changed(colleague: Cashier, waiting: StayId) -> None:
    stay = colleague.api.cancel_admission(waiting, "登记错误")
    with pytest.raises(Exception, match="wrong_state"):
        colleague.api.edit_stay(waiting, stay.version, StayFacts("", "肺炎", ""))


@pytest.mark.req("R1.5")
def test_free_beds_stand_beside_the_wards(directory: Path, make_worker: Callable[[StationClient], Worker[Any]], qtbot: Any) -> None:
    with open_hospital(directory, "admission", "ward") as hospital:
        desk = _desk(hospital, make_worker, qtbot)
        assert desk.beside("W01") == "70"
        stay = desk.cashier.api.admit(desk.cashier.registers(ZHANG), AdmissionRequest("W01", on(1, 9))).stay_id
        hospital.deliver()
        Nurse(hospital, "nurse1").receives(stay)
        assert desk.beside("W01") == "69"
        assert desk.beside("W02") == "65"
        hospital.running["admission"].neighbours.unreachable.add("ward")  # type: ignore[attr-defined]
        assert desk.beside("W01") is None
        assert desk.shell.worker.state is LinkState.ONLINE


class _Desk:
    """A cashier at the admission page of a hospital with wards."""

    def __init__(self, hospital: InProcessHospital, shell: MainShell, at_desk: AtDesk) -> None:
        self.cashier, self.shell, self.at_desk = Cashier(hospital), shell, at_desk

    def beside(self, ward: str) -> str | None:
        """What the look-up says beside a ward, None for nothing."""
        page = self.at_desk.go(Place.ADMIT)
        page.presenter.load_free_beds()
        self.at_desk.rest()
        popup = LookupPopup(self.shell.station.catalogue.wards, "", self.shell)
        popup.search(ward)
        model = popup.table.model()
        titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
        shown = model.index(0, titles.index("空床")).data() if "空床" in titles else None
        popup.close()
        return shown


def _desk(hospital: InProcessHospital, make_worker: Callable[[StationClient], Worker[Any]], qtbot: Any) -> _Desk:
    hospital.at(on(1, 9))
    line = StationClient(hospital, "admission")
    line.log_in("cashier1")
    shell = MainShell("出入院收费处", make_worker(line))
    qtbot.addWidget(shell)
    station_app.build(shell)
    assert line.session is not None
    shell.enter(line.session)
    shell.show()
    made = _Desk(hospital, shell, AtDesk(shell, qtbot))
    made.at_desk.rest()
    return made


@pytest.mark.req("R1.38")
def test_an_item_is_looked_up_without_a_patient(at_desk: AtDesk) -> None:
    home = at_desk.go(Place.HOME)
    at_desk.press(home, "F2")
    home.popup.line.setText("100001")
    at_desk.qtbot.keyClick(home.popup.line, Qt.Key.Key_Return)
    (told,) = at_desk.shell.toasts()
    item = at_desk.shell.station.catalogue.item_by_code["100001"]
    assert told.startswith(f"100001   {item.name}   {item.spec}   {item.unit}   ")
    assert told.split()[-1].rstrip("0") == str(item.price.normalize()).rstrip("0")
