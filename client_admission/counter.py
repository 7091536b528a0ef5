"""The counter: which patient is open, for every page at once.

Opening a patient empties every page before the new one is there, so that two patients can never be mixed up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import Account, Patient, Stay, StayState
from shared.contracts.common import Change
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.qt.feed import EVERYTHING
from shared.qt.station import Station


@dataclass(frozen=True, slots=True)
class OpenPatient:
    """A person, the stay the desk works on (the present one unless an older one was chosen) and its account."""

    patient: Patient
    stays: tuple[Stay, ...]
    stay: Stay | None
    account: Account | None


class Counter:
    """What the pages of one station share besides the station itself; `failed` hears of a look that failed."""

    def __init__(self, station: Station[AdmissionContract], failed: Callable[[BusinessError], object]) -> None:
        self.station, self._failed = station, failed
        self.opened: OpenPatient | None = None
        self._wanted: tuple[int, StayId | None] | None = None
        self._listeners: list[Callable[[bool], object]] = []
        station.news.connect(self._take_news)
        station.show({Kind.PATIENT, Kind.STAY, Kind.ACCOUNT})

    def subscribe(self, listener: Callable[[bool], object]) -> None:
        """Tell `listener` whenever another patient is open or the open one changed: True when all of it must be looked at anew,
        False when a page already shows what changed."""
        self._listeners.append(listener)

    def open(self, patient_no: int, stay_id: StayId | None = None) -> None:
        """Open a patient, on the present stay or on `stay_id`."""
        self._show(None)
        self._wanted = (patient_no, stay_id)
        self.reload()

    def close(self) -> None:
        """No patient is open."""
        self._wanted = None
        self.station.forget(self)
        self._show(None)

    def reload(self) -> None:
        """Look at the open patient again."""
        if self._wanted is not None:
            patient_no, stay_id = self._wanted
            asked = self.station.latest(self, self._wanted, lambda api: _look(api, patient_no, stay_id))
            asked.done(self._show).failed(self._failed)

    def take(self, account: Account) -> None:
        """A page has read the open stay's account."""
        opened = self.opened
        if opened is not None and opened.stay is not None and opened.stay.stay_id == account.stay.stay_id:
            stays = tuple(account.stay if stay.stay_id == account.stay.stay_id else stay for stay in opened.stays)
            self._show(replace(opened, stays=stays, stay=account.stay, account=account), anew=False)

    def _take_news(self, changes: Collection[Change]) -> None:
        if self._concerns(changes):
            self.reload()

    def _concerns(self, changes: Collection[Change]) -> bool:
        """Whether any of `changes` is about the open patient, or may be about one whose look was lost. What was done here is no
        news: the page it was done on has shown it."""
        if any(change.kind == EVERYTHING for change in changes):
            return self._wanted is not None
        if self.opened is None:
            return False
        mine = {Change(Kind.PATIENT, str(self.opened.patient.patient_no))}
        mine |= {Change(kind, stay.stay_id) for stay in self.opened.stays for kind in (Kind.STAY, Kind.ACCOUNT)}
        return not mine.isdisjoint(changes)

    def _show(self, opened: OpenPatient | None, *, anew: bool = True) -> None:
        self.opened = opened
        for listener in self._listeners:
            listener(anew)


def _look(api: AdmissionContract, patient_no: int, stay_id: StayId | None) -> OpenPatient:
    patient, stays = api.patient(patient_no), api.stays(patient_no)
    wanted = stay_id or patient.current_stay
    valid = [stay for stay in stays if stay.state is not StayState.CANCELLED]
    stay = next((stay for stay in stays if stay.stay_id == wanted), valid[0] if valid else None)
    return OpenPatient(patient, stays, stay, None if stay is None else api.account(stay.stay_id))
