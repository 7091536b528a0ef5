"""What becomes of sessions of a received prescription that nobody has asked the contraindications of (W3, W9, W10, §3.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared import clock
from shared.contracts.tms.errors import NeedsApproval, Unconfirmed
from shared.contracts.tms.types import Execution, ExecutionStatus, PrescriptionGiven, Stimulation
from shared.identifiers import new_id
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, World, noted, rtms

UNASKED = "未核对禁忌"


def posted(world: World, stimulation: Stimulation | None = None) -> Execution:
    """Another system's session that a console has acknowledged."""
    given = PrescriptionGiven(new_id(), stimulation or rtms(), "运动皮层")
    return world.received(world.post(prescription=given, device=None).execution)


def confirmed(world: World, execution: Execution, *yes: str) -> None:
    """Somebody asks."""
    given = world.now(execution).prescription
    world.operator.confirm_received(given.id, given.version, world.checklist(*yes))


def notes(world: World, execution: Execution) -> list[str]:
    """What the history says of each step."""
    return [noted(change) for change in world.operator.changes_of(execution.id).rows]


@pytest.mark.req("W10")
def test_our_consoles_start_it_only_when_it_is_confirmed(world: World) -> None:
    made = posted(world)
    assert made.prescription.unconfirmed
    with pytest.raises(Unconfirmed):
        world.update(made, EXECUTING, attempt=1)
    assert world.now(made).status is DISPATCHED
    confirmed(world, made)
    assert not world.now(made).prescription.unconfirmed
    assert world.update(made, EXECUTING, attempt=1).status is EXECUTING
    assert UNASKED not in "".join(notes(world, made))


@pytest.mark.req("W10")
def test_what_needs_both_is_confirmed_before_it_is_approved(world: World) -> None:
    """The second person must know of the contraindications."""
    made = posted(world, rtms(120, "20", "2", "26"))
    with pytest.raises(Unconfirmed):
        world.update(made, EXECUTING, attempt=1)
    with pytest.raises(NeedsApproval):
        world.update(made, EXECUTING)
    confirmed(world, made)
    with pytest.raises(NeedsApproval):
        world.update(made, EXECUTING, attempt=1)


@pytest.mark.req("W3")
def test_clients_of_the_wire_start_it_and_the_history_says_so(world: World) -> None:
    made = posted(world)
    assert world.update(made, EXECUTING).status is EXECUTING
    assert notes(world, made)[-1] == UNASKED
    assert world.update(made, COMPLETED).status is COMPLETED


def test_ours_is_never_asked_twice(world: World) -> None:
    _, made = world.ready()
    assert not made.prescription.unconfirmed
    world.received(made)
    assert world.update(made, EXECUTING, attempt=1).status is EXECUTING
    assert UNASKED not in "".join(notes(world, made))


def test_the_next_attempt_needs_no_second_asking(world: World) -> None:
    made = posted(world)
    confirmed(world, made)
    world.update(made, EXECUTING, attempt=1)
    world.update(made, FAILED, reason="患者不适", attempt=1)
    again = world.received(world.operator.retry(made.id))
    assert world.update(again, EXECUTING, attempt=2).status is EXECUTING


# -- what was begun without a word of the server is history


@pytest.mark.req("W9")
@pytest.mark.parametrize("status", [COMPLETED, FAILED])
def test_a_log_of_an_offline_run_is_kept_and_says_that_nobody_asked(world: World, status: ExecutionStatus) -> None:
    made = posted(world)
    filed = world.file(world.log(made, status, reason="" if status is COMPLETED else "头痛"))
    assert (filed.id, filed.status, filed.pulses_done) == (made.id, status, 400)
    assert f"离线执行后补报；{UNASKED}" in notes(world, made)
    assert len(world.operator.treatment_record(made.id).entries) == 2


@pytest.mark.req("W9")
def test_asked_after_an_offline_run_began_nobody_had_asked(world: World) -> None:
    made = posted(world)
    world.at(1, 10, 30)
    confirmed(world, made)
    log = world.log(made, began=clock.now() - timedelta(minutes=10))
    assert world.file(log).status is COMPLETED
    assert f"离线执行后补报；{UNASKED}" in notes(world, made)


@pytest.mark.req("W9")
def test_asked_before_an_offline_run_the_history_says_nothing(world: World) -> None:
    made = posted(world)
    confirmed(world, made)
    world.at(1, 10, 30)
    assert world.file(world.log(made)).status is COMPLETED
    assert UNASKED not in "".join(notes(world, made))


@pytest.mark.req("W9")
@pytest.mark.parametrize(("status", "reason", "said"), [(COMPLETED, "", UNASKED), (FAILED, "急停", f"急停；{UNASKED}")])
def test_a_late_attempt_of_an_unconfirmed_one_is_kept(world: World, status: ExecutionStatus, reason: str, said: str) -> None:
    """Another console ran the session meanwhile."""
    made = posted(world)
    world.update(made, EXECUTING, "2号台", world.other)
    kept = world.file(world.log(made, status, reason=reason))
    assert (kept.late, kept.id != made.id, kept.status, kept.reason) == (True, True, status, reason)
    assert notes(world, kept) == [said]


@pytest.mark.req("W9")
def test_a_run_that_was_refused_meanwhile_is_filed_all_the_same(world: World) -> None:
    """The machine runs when the server comes back and hears of it: its word is refused, its record is not."""
    made = posted(world)
    with pytest.raises(Unconfirmed):
        world.update(made, EXECUTING, attempt=1, pulses_done=120)
    assert world.file(world.log(made)).status is COMPLETED


def test_what_another_system_says_was_given_says_that_nobody_asked(world: World) -> None:
    made = world.post(COMPLETED).execution
    assert [noted(row) for row in world.operator.changes_of(made.id).rows] == ["未核对禁忌"]
