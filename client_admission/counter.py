"""The counter: which patient is open, for every page at once, and the catalogue for look-ups.

Opening a patient empties every page before the new one is there, so that two patients can never be mixed up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import Account, Patient, Stay, StayState
from shared.contracts.common import Change, Item, ItemCatalog, Usage
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.qt.commands import CommandView
from shared.qt.feed import EVERYTHING
from shared.qt.lookup import LookupIndex, items_index, names_index, usages_index
from shared.qt.worker import Worker


class DeskView(CommandView, Protocol):
    """What every page of the desk does for its presenter."""

    def show_working(self, working: bool) -> None:
        """Whether a command is on its way."""


@dataclass(frozen=True, slots=True)
class OpenPatient:
    """A person, the stay the desk works on (the present one unless an older one was chosen) and its account."""

    patient: Patient
    stays: tuple[Stay, ...]
    stay: Stay | None
    account: Account | None


class LateIndex(LookupIndex):
    """A look-up whose entries arrive after its field was made."""

    def __init__(self) -> None:
        super().__init__(())

    def adopt(self, other: LookupIndex) -> None:
        """Search what `other` holds from now on."""
        vars(self).update(vars(other))


@dataclass(frozen=True, slots=True)
class _Indexed:
    catalogue: ItemCatalog
    items: LookupIndex
    usages: LookupIndex
    wards: LookupIndex
    doctors: LookupIndex


class Catalogue:
    """Items, usages, wards and doctors as the desk looks them up."""

    def __init__(self) -> None:
        self.version = 0
        self.items, self.usages, self.wards, self.doctors = LateIndex(), LateIndex(), LateIndex(), LateIndex()
        self.item_by_code: dict[str, Item] = {}
        self.usage_by_id: dict[int, Usage] = {}
        self.ward_names: dict[str, str] = {}

    def ward_name(self, code: str) -> str:
        """The ward's name, its code while the catalogue is on its way."""
        return self.ward_names.get(code, code)

    def adopt(self, found: _Indexed) -> None:
        """Use a newer catalogue."""
        self.version = found.catalogue.version
        for mine, theirs in (
            (self.items, found.items),
            (self.usages, found.usages),
            (self.wards, found.wards),
            (self.doctors, found.doctors),
        ):
            mine.adopt(theirs)
        self.item_by_code = {item.code: item for item in found.catalogue.items}
        self.usage_by_id = {usage.id: usage for usage in found.catalogue.usages}
        self.ward_names = {ward.code: ward.name for ward in found.catalogue.wards}


class Counter:
    """What the pages of one station share."""

    def __init__(self, worker: Worker[AdmissionContract]) -> None:
        self.worker = worker
        self.catalogue = Catalogue()
        self.opened: OpenPatient | None = None
        self.on_error: Callable[[BusinessError], object] = lambda _error: None
        """Who hears of a look that failed: the station's shell."""
        self._wanted: tuple[int, StayId | None] | None = None
        self._asked = 0
        self._listeners: list[Callable[[], object]] = []

    def subscribe(self, listener: Callable[[], object]) -> None:
        """Tell `listener` whenever another patient is open or the open one changed."""
        self._listeners.append(listener)

    @property
    def user_name(self) -> str:
        """Who is logged in, as papers name them."""
        session = self.worker.session
        return "" if session is None else session.user_name

    def may(self, right: str) -> bool:
        """Whether the person logged in holds `right`."""
        session = self.worker.session
        return session is not None and right in session.rights

    # -- the open patient

    def open(self, patient_no: int, stay_id: StayId | None = None) -> None:
        """Open a patient, on the present stay or on `stay_id`."""
        self._show(None)
        self._wanted = (patient_no, stay_id)
        self.reload()

    def close(self) -> None:
        """No patient is open."""
        self._wanted = None
        self._asked += 1
        self._show(None)

    def reload(self) -> None:
        """Look at the open patient again."""
        if self._wanted is None:
            return
        self._asked += 1
        number, (patient_no, stay_id) = self._asked, self._wanted

        def answered(found: OpenPatient) -> None:
            # An answer about the patient before this one comes too late.
            if number == self._asked:
                self._show(found)

        self.worker.query(lambda api: _look(api, patient_no, stay_id)).done(answered).failed(self.on_error)

    def concerns(self, changes: Collection[Change]) -> bool:
        """Whether any of `changes` is about the open patient, or may be about one whose look was lost."""
        if any(change.kind == EVERYTHING for change in changes):
            return self._wanted is not None
        if self.opened is None:
            return False
        mine = {("patient", str(self.opened.patient.patient_no))}
        mine |= {(kind, stay.stay_id) for stay in self.opened.stays for kind in ("stay", "account")}
        return any((change.kind, change.subject) in mine for change in changes)

    def _show(self, opened: OpenPatient | None) -> None:
        self.opened = opened
        for listener in self._listeners:
            listener()

    # -- the catalogue

    def load_catalogue(self, done: Callable[[], object] = lambda: None) -> None:
        """Fetch the catalogue if there is a newer one than ours; prices change at midnight."""

        def taken(found: _Indexed | None) -> None:
            if found is not None:
                self.catalogue.adopt(found)
                for listener in self._listeners:
                    listener()
            done()

        version = self.catalogue.version
        self.worker.query(lambda api: _indexed(api, version)).done(taken).failed(self.on_error)


def _look(api: AdmissionContract, patient_no: int, stay_id: StayId | None) -> OpenPatient:
    patient, stays = api.patient(patient_no), api.stays(patient_no)
    wanted = stay_id or patient.current_stay
    valid = [stay for stay in stays if stay.state is not StayState.CANCELLED]
    stay = next((stay for stay in stays if stay.stay_id == wanted), valid[0] if valid else None)
    return OpenPatient(patient, stays, stay, None if stay is None else api.account(stay.stay_id))


def _indexed(api: AdmissionContract, version: int) -> _Indexed | None:
    """Indexes are built here, on the connection's thread: 20,000 items would hold up the window."""
    found = api.items(version)
    if found is None:
        return None
    wards = names_index((ward.code, ward.name) for ward in found.wards)
    return _Indexed(found, items_index(found.items), usages_index(found.usages), wards, names_index(found.doctors))
