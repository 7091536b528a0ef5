"""Any story of two consoles, a dispatcher and a lost line: states legal, one owner, one charge for each session given (W3, W6)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from server.tms import charge_models, models
from server.tms.states import TRANSITIONS
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.tms.events import ClosingStatement, LinesPlanned
from shared.contracts.tms.types import Execution, SessionLog
from shared.errors import Conflict, Refused
from shared.identifiers import StayId
from shared.statement import digest_lines
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, PENDING, SESSION, World, on

CONSOLES = ("1号台", "2号台")
consoles = st.sampled_from(CONSOLES)
which = st.integers(0, 2)


class Story(RuleBasedStateMachine):
    """Every story has a new patient with three sessions of one prescription."""

    world: ClassVar[World]
    stay: StayId
    sessions: list[Execution]

    @initialize()
    def a_patient(self) -> None:
        self.world.at(1, 10)
        self.minutes = 0
        self.stay, first = self.world.ready()
        self.number = first.prescription.patient.his_id
        self.sessions = [first, *(self.world.session(first.prescription) for _ in range(2))]
        self.logs: list[tuple[str, SessionLog]] = []
        self.owners: dict[tuple[int, int], set[str]] = {}

    def attempt(self, call: Any) -> None:
        """A refusal changes nothing; anything else is a bug."""
        self.minutes += 1
        self.world.hospital.at(on(1, 10) + timedelta(minutes=self.minutes))
        before = [self.world.now(each) for each in self.sessions]
        try:
            call()
        except (Refused, Conflict):
            assert [self.world.now(each) for each in self.sessions] == before
        for number in self.mine():
            row = next(each for each in self.world.rows(models.execution) if each["id"] == number)
            if row["status"] == EXECUTING:
                self.owners.setdefault((number, row["attempt"]), set()).add(row["console"])

    def mine(self) -> list[int]:
        """Every session of this patient, late attempts included."""
        patient = self.sessions[0].prescription.patient.id
        return [row["id"] for row in self.world.rows(models.execution) if row["patient_id"] == patient]

    @rule(which=which)
    def acknowledge(self, which: int) -> None:
        self.attempt(lambda: self.world.received(self.sessions[which]))

    @rule(which=which, console=consoles, status=st.sampled_from([PENDING, DISPATCHED, EXECUTING, COMPLETED, FAILED]))
    def tell_status(self, which: int, console: str, status: Any) -> None:
        self.attempt(lambda: self.world.update(self.sessions[which], status, console, pulses_done=40, trains_done=1))

    @rule(which=which)
    def cancel(self, which: int) -> None:
        version = self.world.now(self.sessions[which]).version
        self.attempt(lambda: self.world.operator.cancel(self.sessions[which].id, version, "患者拒绝"))

    @rule(which=which)
    def retry(self, which: int) -> None:
        self.attempt(lambda: self.world.operator.retry(self.sessions[which].id))

    @rule(which=which, console=consoles, status=st.sampled_from([COMPLETED, FAILED]))
    def run_without_a_server(self, which: int, console: str, status: Any) -> None:
        self.logs.append((console, self.world.log(self.sessions[which], status, console, began=clock.now())))

    @rule(which=st.integers(0, 9))
    def file(self, which: int) -> None:
        if self.logs:
            self.attempt(lambda: self.world.file(self.logs[which % len(self.logs)][1]))

    @rule(state=st.sampled_from([StayState.IN_WARD, StayState.DISCHARGING]))
    def the_ward_says(self, state: StayState) -> None:
        self.attempt(lambda: self.world.stay_changed(self.stay, state, patient_no=self.number, declared_at=on(1, 10)))
        self.state = state

    # -- what always holds

    @invariant()
    def one_charge_for_each_session_given(self) -> None:
        mine = set(self.mine())
        given = [row["id"] for row in self.world.rows(models.execution) if row["id"] in mine and row["status"] == COMPLETED]
        lines = [line for fact in self.world.facts(LinesPlanned) if fact.stay_id == self.stay for line in fact.lines]
        assert len([line for line in lines if line.item_code == SESSION]) == len(given)
        purposes = Counter(row["purpose"] for row in self.world.rows(charge_models.charge))
        assert {purposes[f"session {number}"] for number in given} <= {1}

    @invariant()
    def every_step_is_legal_and_kept(self) -> None:
        mine = set(self.mine())
        steps: dict[int, list[Any]] = {}
        for row in sorted(self.world.rows(models.change), key=lambda row: row["version"]):
            steps.setdefault(row["execution_id"], []).append(row)
        for row in self.world.rows(models.execution):
            if row["id"] in mine:
                taken = steps[row["id"]]
                assert [step["version"] for step in taken] == list(range(1, row["version"] + 1))
                assert taken[-1]["new"] == row["status"]
                assert all(step["new"] in TRANSITIONS[step["old"]] for step in taken[1:])

    @invariant()
    def an_attempt_has_one_owner(self) -> None:
        assert all(len(owners) == 1 for owners in self.owners.values())

    @invariant()
    def what_is_vouched_for_is_so(self) -> None:
        said = [fact for fact in self.world.facts(ClosingStatement) if fact.stay_id == self.stay]
        assert [fact.version for fact in said] == list(range(1, len(said) + 1))
        mine = set(self.mine())
        held = any(row["status"] in {DISPATCHED, EXECUTING} for row in self.world.rows(models.execution) if row["id"] in mine)
        discharging = getattr(self, "state", StayState.IN_WARD) is StayState.DISCHARGING
        assert said[-1].withdrawn == (held or not discharging)
        if not said[-1].withdrawn:
            lines = [
                (line.line_id, line.quantity)
                for fact in self.world.facts(LinesPlanned)
                if fact.stay_id == self.stay
                for line in fact.lines
            ]
            assert (said[-1].lines, said[-1].digest) == (len(lines), digest_lines(lines))


@pytest.mark.req("W3", "W6")
def test_any_story_ends_with_one_charge_for_each_session_given(world: World) -> None:
    run_state_machine_as_test(
        type("StoryHere", (Story,), {"world": world}),
        settings=settings(max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]),
    )
