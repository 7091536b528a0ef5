"""How requests arrive, are sorted, withdrawn and refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.errors import LineNotWaiting, NothingTicked, RefusalReasonMissing, RequestNotFound
from shared.contracts.pharmacy.types import Refusal, Request, RequestLineState, RequestState
from shared.contracts.ward.events import LinesPlanned, WithdrawalRequested
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import LineId, RequestId, new_id
from tests.server.pharmacy.world import ASPIRIN, ATORVASTATIN, CEFUROXIME, D1, D2, SALINE, WARD_1, WARD_2, World

BED = "700002"
LONG, TEMPORARY, SUPPLEMENT = LineKind.LONG_TERM, LineKind.TEMPORARY, LineKind.SUPPLEMENT
GROUP_7 = {"group_no": 7}


def refuse(world: World, request: Request, *indices: int, reason: str = "暂缺") -> Request:
    lines = tuple(request.lines.rows[index].line_id for index in indices)
    after: Request = world.api.refuse(request.request_id, Refusal(lines, reason))
    return after


# -- arrival


@pytest.mark.req("R3.G")
def test_inbox_is_sorted_by_ward_and_time(world: World) -> None:
    late = world.request((ASPIRIN, 3), ward=WARD_1)
    other_ward = world.request((ASPIRIN, 3), ward=WARD_2)
    world.at(D1.replace(hour=8))
    early = world.request((ASPIRIN, 3), ward=WARD_1)
    assert [row.request_id for row in world.api.inbox().rows] == [each.request_id for each in (early, late, other_ward)]
    assert [row.ward for row in world.api.inbox(WARD_2).rows] == [WARD_2]


@pytest.mark.req("R3.G")
def test_lines_are_sorted_long_term_temporary_reversal_then_by_group(world: World) -> None:
    world.receive(ASPIRIN, 10)
    issued = world.request((ASPIRIN, 3))
    world.dispense(issued)
    request = world.request(
        (ASPIRIN, -1, {"reverses": issued.lines.rows[0].line_id, "kind": LineKind.REVERSAL}),
        (ATORVASTATIN, 1, {"ordered_as": TEMPORARY}),
        (SALINE, 3, GROUP_7),
        (ASPIRIN, 3, {"group_no": 8}),
        (CEFUROXIME, 3, GROUP_7),
        stay=issued.stay_id,
    )
    assert [row.drug_code for row in request.lines.rows] == [SALINE, CEFUROXIME, ASPIRIN, ATORVASTATIN, ASPIRIN]
    row = world.api.inbox().rows[0]
    assert (row.lines, row.waiting, row.returns, row.state) == (5, 5, 1, RequestState.OPEN)


@pytest.mark.req("R3.P")
def test_a_new_request_wakes_whoever_waits_for_changes(world: World) -> None:
    cursor = world.api.changes(-1, 0).cursor
    world.request((ASPIRIN, 3), ward=WARD_2)
    assert ("requests", WARD_2) in {(each.kind, each.subject) for each in world.api.changes(cursor, 0).changes}


@pytest.mark.req("R1.19")
def test_a_supplement_of_the_desk_is_a_request_among_the_temporary_ones(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 2, {"ordered_as": SUPPLEMENT, "kind": SUPPLEMENT, "source": "admission"}), desk=True)
    world.dispense(request)
    assert world.held(ASPIRIN) == {"B1": Decimal(8)}
    assert [(each.state, each.quantity, each.price) for each in world.answered()] == [
        (LineState.CONFIRMED, Decimal(2), Decimal("0.5"))
    ]


def test_only_drug_lines_are_a_request(world: World) -> None:
    stay = new_id()
    mixed = world.plan([world.line(BED, 1, stay), world.line(ASPIRIN, 3, stay)])
    assert [row.drug_code for row in mixed.lines.rows] == [ASPIRIN]
    beds_only = LinesPlanned(mixed.stay_id, WARD_1, None, 1, "李玥", RequestId(new_id()), (world.line(BED, 1, stay),))
    world.tell("ward", stay, beds_only)
    with pytest.raises(RequestNotFound):
        world.api.request(beds_only.request_id)


def test_a_run_told_again_by_a_restored_server_changes_nothing(world: World) -> None:
    world.receive(ASPIRIN, 10)
    lines = [world.line(ASPIRIN, 3, new_id())]
    request = world.plan(lines)
    world.dispense(request)
    fact = LinesPlanned(request.stay_id, WARD_1, None, 1, "张秀英", request.request_id, tuple(lines))
    world.tell("ward", request.stay_id, fact)
    again = world.api.request(request.request_id)
    assert [row.state for row in again.lines.rows] == [RequestLineState.DISPENSED]
    assert world.held(ASPIRIN) == {"B1": Decimal(7)}


def test_lines_added_to_a_request_reopen_it(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    assert world.dispense(request).request.state is RequestState.DONE
    more = world.line(ASPIRIN, 1, request.stay_id)
    world.tell("ward", request.stay_id, LinesPlanned(request.stay_id, WARD_1, None, 1, "张秀英", request.request_id, (more,)))
    assert world.api.request(request.request_id).state is RequestState.PARTLY


def test_patient_and_bed_are_what_admission_told_last(world: World) -> None:
    request = world.request((ASPIRIN, 3))
    assert (request.patient.visit_no, request.patient.bed) == (0, "W01-012")
    world.admitted(request.stay_id, bed="W01-020", version=4)
    world.admitted(request.stay_id, bed="W01-001", version=3)
    patient = world.api.request(request.request_id).patient
    assert (patient.visit_no, patient.bed, patient.birth_date is not None) == (2, "W01-020", True)
    world.admitted(request.stay_id, bed="W02-003", version=5, ward=WARD_2)
    assert world.api.request(request.request_id).patient.bed == "W01-012"
    assert world.api.inbox().rows[0].bed == "W01-012"


@pytest.mark.req("R3.4")
def test_a_wards_sum_by_drug_is_what_is_still_to_be_picked(world: World) -> None:
    world.receive(ASPIRIN, 20)
    first = world.request((ASPIRIN, 3), (CEFUROXIME, "1.5"))
    world.request((ASPIRIN, 2), (ASPIRIN, 1))
    world.request((ASPIRIN, 7), ward=WARD_2)
    rows = world.api.ward_sum(WARD_1).rows
    assert [(row.drug_code, row.quantity, row.stock, row.patients) for row in rows] == [
        (ASPIRIN, Decimal(6), Decimal(20), 2),
        (CEFUROXIME, Decimal("1.5"), Decimal(0), 1),
    ]
    world.dispense(first, 0)
    world.return_of(first, 0, 1)
    assert [row.quantity for row in world.api.ward_sum(WARD_1).rows] == [3, Decimal("1.5")]
    assert [row.quantity for row in world.api.ward_sum().rows] == [10, Decimal("1.5")]


# -- withdrawal


@pytest.mark.req("S6")
def test_a_withdrawn_line_is_answered_and_no_longer_issued(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 1))
    world.withdraw(request, 0)
    assert [(each.state, each.quantity, each.price) for each in world.answered()] == [(LineState.WITHDRAWN, Decimal(3), None)]
    with pytest.raises(LineNotWaiting) as refused:
        world.dispense(request, 0)
    assert refused.value.sentence() == "“阿司匹林肠溶片”已由内一科(心血管呼吸内科)处理（已撤销），列表已刷新"
    assert "(withdrawn)" in refused.value.sentence("en")
    assert world.api.request(request.request_id).state is RequestState.PARTLY


@pytest.mark.req("S6")
def test_dispensed_first_stands_and_gets_no_second_answer(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    world.dispense(request)
    assert len(world.answered()) == 1
    world.withdraw(request, 0)
    assert world.answered() == []
    assert world.api.request(request.request_id).lines.rows[0].state is RequestLineState.DISPENSED


@pytest.mark.req("S6")
def test_a_withdrawal_that_comes_first_is_kept_for_its_line(world: World) -> None:
    stay = new_id()
    early, other = world.line(ASPIRIN, 3, stay), world.line(CEFUROXIME, 1, stay)
    world.tell("ward", stay, WithdrawalRequested(early.stay_id, (early.line_id,)))
    world.tell("ward", stay, WithdrawalRequested(early.stay_id, (early.line_id,)))
    request = world.plan([early, other], desk=True)
    states = {row.drug_code: row.state for row in request.lines.rows}
    assert states == {ASPIRIN: RequestLineState.WITHDRAWN, CEFUROXIME: RequestLineState.WAITING}
    assert [(each.line_id, each.state) for each in world.answered()] == [(early.line_id, LineState.WITHDRAWN)]


def test_withdrawing_everything_empties_the_inbox(world: World) -> None:
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 1))
    world.withdraw(request, 0, 1)
    assert world.api.inbox().rows == ()
    assert world.stock(ASPIRIN).reserved == 0


# -- refusing


@pytest.mark.req("R3.2")
def test_a_refusal_reaches_the_ward_with_its_reason(world: World) -> None:
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 1))
    after = refuse(world, request, 0, reason=" 剂量请核对 ")
    assert [(row.state, row.reason) for row in after.lines.rows] == [
        (RequestLineState.REFUSED, "剂量请核对"),
        (RequestLineState.WAITING, ""),
    ]
    assert [(each.state, each.reason, each.price) for each in world.answered()] == [(LineState.REFUSED, "剂量请核对", None)]


@pytest.mark.req("R3.2")
def test_members_of_a_group_are_refused_together(world: World) -> None:
    request = world.request(
        (SALINE, 3, GROUP_7), (CEFUROXIME, 3, GROUP_7), (ASPIRIN, 3), (SALINE, 1, GROUP_7 | {"ordered_as": TEMPORARY})
    )
    refuse(world, request, 1)
    states = [(row.drug_code, row.group_no, row.state) for row in world.api.request(request.request_id).lines.rows]
    waiting, refused = RequestLineState.WAITING, RequestLineState.REFUSED
    assert states == [(ASPIRIN, 0, waiting), (SALINE, 7, refused), (CEFUROXIME, 7, refused), (SALINE, 7, waiting)]
    assert len(world.answered()) == 2


def test_a_refusal_needs_lines_of_this_request_and_a_reason(world: World) -> None:
    request, other = world.request((ASPIRIN, 3)), world.request((ASPIRIN, 3))
    with pytest.raises(RefusalReasonMissing):
        refuse(world, request, 0, reason="  ")
    with pytest.raises(InvalidInput):
        refuse(world, request, 0, reason="缺货\x07")
    with pytest.raises(NothingTicked):
        refuse(world, request)
    with pytest.raises(RequestNotFound):
        refuse(world, replace(request, request_id=other.request_id), 0)
    with pytest.raises(RequestNotFound):
        world.api.refuse(RequestId(new_id()), Refusal((LineId(new_id()),), "暂缺"))
    refuse(world, request, 0)
    with pytest.raises(LineNotWaiting):
        refuse(world, request, 0)


def test_rights_are_asked_for(world: World) -> None:
    request = world.request((ASPIRIN, 3))
    nurse = world.hospital.station("pharmacy", "nurse1")
    with pytest.raises(MissingRight):
        nurse.inbox()
    with pytest.raises(MissingRight):
        nurse.dispense(request.request_id, (request.lines.rows[0].line_id,))
    with pytest.raises(MissingRight):
        world.api.flag_short(ASPIRIN, True)


def test_who_read_a_patients_request_is_logged(world: World) -> None:
    request = world.request((ASPIRIN, 3))
    running = world.hospital.running["pharmacy"]
    running.read_log.write()
    world.api.request(request.request_id)
    running.read_log.write()
    table = running.parts.kernel.read_log
    with running.engine.connect() as db:
        subjects = set(db.execute(table.select().with_only_columns(table.c.subject)).scalars())
    assert request.stay_id in subjects


def test_reserved_is_what_open_requests_ask_for(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3), (ASPIRIN, 4))
    assert world.stock(ASPIRIN).reserved == 7
    world.dispense(request, 0)
    assert world.stock(ASPIRIN).reserved == 4


def test_requests_keep_hospital_time(world: World) -> None:
    world.at(D2)
    request = world.request((ASPIRIN, 3))
    assert clock.local(request.requested_at) == D2
