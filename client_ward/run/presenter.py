"""Behaviour of the run (R2.5–R2.7): what would be sent for whom, what not and why; and what a run has done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from client_ward.desk import Topic, WardDesk
from client_ward.words import needs_action
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import PlannedOrder, RunPreview, RunResult, WardStay
from shared.errors import BusinessError
from shared.identifiers import StayId


@dataclass(frozen=True, slots=True)
class PatientRun:
    """A patient in the preview; `preview` is None until it has arrived."""

    stay: WardStay
    preview: RunPreview | None = None

    @property
    def orders(self) -> tuple[PlannedOrder, ...]:
        """What the run would do with each order."""
        return () if self.preview is None else self.preview.orders

    @property
    def runs(self) -> int:
        """Orders that run."""
        return sum(not order.reason for order in self.orders)

    @property
    def to_pharmacy(self) -> int:
        """Orders whose drugs go to the pharmacy."""
        return sum(order.to_pharmacy and not order.reason for order in self.orders)

    @property
    def needs_action(self) -> int:
        """Orders that don't run although somebody wanted them to: unconfirmed, short, without a price."""
        return sum(needs_action(order) for order in self.orders)


@dataclass(frozen=True, slots=True)
class NotSent:
    """A line of the summary: whose order was not sent, and why."""

    bed: str
    name: str
    order: PlannedOrder


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, counted as the preview does: whole patients, their orders, those sent to the pharmacy; lines charged, add-ons
    included; and what was not sent."""

    patients: int
    orders: int
    to_pharmacy: int
    charged: int
    not_sent: tuple[NotSent, ...]
    failed: tuple[tuple[WardStay, BusinessError], ...]
    left: tuple[WardStay, ...]

    @property
    def unfinished(self) -> bool:
        """Whether pressing F6 again has something to repeat."""
        return bool(self.failed or self.left)


class RunView(Protocol):
    """What the run page shows."""

    def show_runs(self) -> None: ...
    def report(self, error: BusinessError) -> None: ...


class RunPresenter:
    """Preview of the desk's ward or of its open patient."""

    def __init__(self, desk: WardDesk, view: RunView) -> None:
        self._desk, self._view = desk, view
        self.whole_ward = True
        self._runs: dict[StayId, PatientRun] = {}
        self._asked = 0
        self._open = 0
        desk.subscribe(self._on_desk)

    def _on_desk(self, topic: Topic) -> None:
        if topic in {Topic.WARDS, Topic.PATIENT} and (topic is Topic.WARDS or not self.whole_ward):
            self._runs = {}
            self._view.show_runs()

    # -- preview

    def subjects(self) -> tuple[WardStay, ...]:
        """Whom the run is about."""
        if self.whole_ward:
            return self._desk.patients
        return () if self._desk.stay is None else (self._desk.stay,)

    def show_ward(self, whole_ward: bool) -> None:
        """The whole ward, or the open patient only."""
        self.whole_ward = whole_ward
        self.load()

    def load(self) -> None:
        """Ask for every patient's preview; the page fills as they arrive."""
        self._asked += 1
        self._runs = {stay.stay_id: self._runs.get(stay.stay_id, PatientRun(stay)) for stay in self.subjects()}
        self._open = len(self._runs)
        for stay_id in self._runs:
            self._ask(stay_id, self._asked)
        self._view.show_runs()

    def load_one(self, stay_id: StayId) -> None:
        """Ask for one patient's preview again."""
        if stay_id in self._runs:
            self._open += 1
            self._ask(stay_id, self._asked)

    def _ask(self, stay_id: StayId, round_no: int) -> None:
        asked = self._desk.station.query(lambda api: api.preview_run(stay_id))
        asked.done(lambda preview: self._take(round_no, preview))
        asked.failed(lambda error: self._failed(round_no, error))

    def _take(self, round_no: int, preview: RunPreview) -> None:
        if round_no != self._asked or preview.stay_id not in self._runs:
            return
        self._open -= 1
        self._runs[preview.stay_id] = PatientRun(self._runs[preview.stay_id].stay, preview)
        # A ward of sixty is drawn when a screenful has come, and when all has.
        if self._open <= 0 or self._open % 8 == 0:
            self._view.show_runs()

    def _failed(self, round_no: int, error: BusinessError) -> None:
        if round_no == self._asked:
            self._asked += 1
            self._open = 0
            self._view.report(error)

    @property
    def loading(self) -> int:
        """Previews that have not arrived."""
        return max(0, self._open)

    def runs(self) -> tuple[PatientRun, ...]:
        """Patients by bed."""
        return tuple(sorted(self._runs.values(), key=lambda run: run.stay.patient.bed or ""))

    def to_run(self) -> tuple[WardStay, ...]:
        """Patients for whom something would be done."""
        return tuple(run.stay for run in self.runs() if run.runs)

    # -- running

    @staticmethod
    def execute(api: WardContract, stay: WardStay) -> RunResult:
        """One patient's part of the run."""
        return api.execute_patient(stay.stay_id)

    @staticmethod
    def summary(
        done: Sequence[tuple[WardStay, RunResult]], failed: Sequence[tuple[WardStay, BusinessError]], left: Sequence[WardStay]
    ) -> RunSummary:
        """What came out of it. Orders that only wait for their own time are no news."""
        results = [result for _, result in done]
        not_sent = tuple(
            NotSent(result.patient.bed or "", result.patient.name, order)
            for result in results
            for order in result.not_sent
            if needs_action(order)
        )
        orders, sent = sum(result.orders for result in results), sum(result.drug_orders for result in results)
        charged = sum(result.charged for result in results)
        return RunSummary(len(results), orders, sent, charged, not_sent, tuple(failed), tuple(left))
