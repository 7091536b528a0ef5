"""Returns: at the original's price, into the original's batches, never more than was issued (R3.R, domain rules §2.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.errors import ReturnTooMuch, ReturnWithoutIssue
from shared.contracts.pharmacy.types import CAUSE_RETURNED, CAUSE_RETURNED_EXPIRED, Refusal, RequestLineState
from shared.identifiers import LineId, new_id
from shared.money import line_amount
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, D3, SALINE, World

SOON, LATER = date(2026, 3, 2), date(2026, 9, 30)


@pytest.mark.req("R3.R")
def test_a_return_keeps_its_originals_price_and_refills_its_batch(world: World) -> None:
    """Worked example of domain rules §2.6: 3 at 1.20, the price is 1.30 when one comes back: −1.20, at most 2 are left."""
    drug = "100002"
    admin = world.hospital.station("catalog", "admin")
    admin.set_price(drug, Decimal("1.20"), D1)
    admin.set_price(drug, Decimal("1.30"), clock.at(date(2026, 3, 2)))
    world.hospital.reload_catalog()
    world.receive(drug, 10)
    issued = world.request((drug, 3))
    world.dispense(issued)
    world.at(D3)
    back = world.return_of(issued, 0, 1)
    assert [(row.quantity, row.obstacle) for row in back.lines.rows] == [(Decimal(-1), "")]
    result = world.dispense(back)
    assert (result.issued, result.returned) == (0, 1)
    assert result.request.lines.rows[0].state is RequestLineState.RETURNED
    answer = world.answered()[-1]
    assert (answer.state, answer.price) == (LineState.CONFIRMED, Decimal("1.20"))
    assert answer.price is not None
    assert line_amount(answer.quantity, answer.price) == Decimal("-1.20")
    assert world.held(drug) == {"B1": Decimal(8)}
    too_much = world.return_of(issued, 0, 3)
    assert too_much.lines.rows[0].obstacle == ReturnTooMuch.code
    with pytest.raises(ReturnTooMuch) as refused:
        world.dispense(too_much)
    assert refused.value.sentence().endswith("最多可退 2片")
    rest = world.return_of(issued, 0, 2)
    assert rest.lines.rows[0].obstacle == ""
    assert world.dispense(rest).returned == 1
    assert world.held(drug) == {"B1": Decimal(10)}


@pytest.mark.req("R3.1", "R3.R")
def test_drugs_that_come_back_together_go_each_to_its_own_stock(world: World) -> None:
    """And those of which nothing comes back stay as they are."""
    for drug in (ASPIRIN, CEFUROXIME, SALINE):
        world.receive(drug, 10)
    issued = world.request((ASPIRIN, 5), (CEFUROXIME, 5), (SALINE, 5))
    world.dispense(issued)
    lines = [
        world.line(row.drug_code, -back, issued.stay_id, kind=LineKind.REVERSAL, reverses=row.line_id)
        for row, back in zip(issued.lines.rows, (1, 3), strict=False)
    ]
    world.dispense(world.plan(lines))
    assert {drug: world.stock(drug).quantity for drug in (ASPIRIN, CEFUROXIME, SALINE)} == {
        lines[0].item_code: Decimal(6),
        lines[1].item_code: Decimal(8),
        issued.lines.rows[2].drug_code: Decimal(5),
    }
    assert world.broken_identities() == []


@pytest.mark.req("R3.R")
def test_a_return_goes_to_the_batches_it_came_from_last_issued_first(world: World) -> None:
    world.receive(CEFUROXIME, 2, "SOON", SOON)
    world.receive(CEFUROXIME, 5, "LATE", LATER)
    issued = world.request((CEFUROXIME, 4))
    world.dispense(issued)
    assert world.held(CEFUROXIME) == {"LATE": Decimal(3)}
    world.dispense(world.return_of(issued, 0, 1))
    assert world.held(CEFUROXIME) == {"LATE": Decimal(4)}
    world.dispense(world.return_of(issued, 0, 2))
    assert world.held(CEFUROXIME) == {"SOON": Decimal(1), "LATE": Decimal(5)}


@pytest.mark.req("R3.R")
def test_what_comes_back_expired_is_counted_and_not_issued(world: World) -> None:
    world.receive(CEFUROXIME, 3, "SOON", SOON)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    world.at(clock.at(SOON, 23, 59))
    world.dispense(world.return_of(issued, 0, 1))
    assert [each.cause for each in world.api.movements(CEFUROXIME, SOON, SOON)] == [CAUSE_RETURNED], "its last day is a good one"
    world.at(D3)
    world.dispense(world.return_of(issued, 0, 1))
    causes = [each.cause for each in world.api.movements(CEFUROXIME, D3.date(), D3.date())]
    assert causes == [CAUSE_RETURNED_EXPIRED]
    (row,) = world.api.batches(CEFUROXIME).rows
    assert (row.quantity, row.expired) == (Decimal(2), True)
    assert world.stock(CEFUROXIME).quantity == 0
    assert world.broken_identities() == []


@pytest.mark.req("R3.R")
def test_two_returns_of_one_line_in_one_press(world: World) -> None:
    world.receive(CEFUROXIME, 1, "SOON", SOON)
    world.receive(CEFUROXIME, 5, "LATE", LATER)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    original = issued.lines.rows[0].line_id
    reversal = {"kind": LineKind.REVERSAL, "reverses": original}
    both = world.request((CEFUROXIME, -2, reversal), (CEFUROXIME, -1, reversal), stay=issued.stay_id)
    assert world.dispense(both).returned == 2
    assert world.held(CEFUROXIME) == {"SOON": Decimal(1), "LATE": Decimal(5)}
    assert [each.cause for each in world.api.movements(CEFUROXIME, D1.date(), D1.date())][-2:] == [CAUSE_RETURNED] * 2


@pytest.mark.req("R3.R")
def test_two_returns_that_are_too_much_together_are_refused_together(world: World) -> None:
    world.receive(CEFUROXIME, 5)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    reversal = {"kind": LineKind.REVERSAL, "reverses": issued.lines.rows[0].line_id}
    both = world.request((CEFUROXIME, -2, reversal), (CEFUROXIME, -2, reversal), stay=issued.stay_id)
    assert [row.obstacle for row in both.lines.rows] == ["", ""]
    with pytest.raises(ReturnTooMuch):
        world.dispense(both)
    assert world.held(CEFUROXIME) == {"B1": Decimal(2)}


@pytest.mark.req("R3.R")
def test_what_was_not_issued_does_not_come_back(world: World) -> None:
    world.receive(CEFUROXIME, 5)
    request = world.request((CEFUROXIME, 3), (SALINE, 1), (ASPIRIN, 1))
    world.withdraw(request, 1)
    aspirin = Refusal((request.lines.rows[2].line_id,), "暂缺")
    world.api.refuse(request.request_id, aspirin)
    stranger = world.plan([world.line(CEFUROXIME, -1, request.stay_id, reverses=LineId(new_id()))])
    backs = [world.return_of(request, index, 1) for index in range(3)]
    for back in (*backs, stranger):
        assert [row.obstacle for row in back.lines.rows] == [ReturnWithoutIssue.code]
        with pytest.raises(ReturnWithoutIssue):
            world.dispense(back)
    world.dispense(request, 0)
    assert world.api.request(backs[0].request_id).lines.rows[0].obstacle == ""
    assert world.dispense(backs[0]).returned == 1


@pytest.mark.req("R3.R")
def test_a_return_that_came_before_its_original_is_kept(world: World) -> None:
    world.receive(CEFUROXIME, 5)
    stay = new_id()
    original = world.line(CEFUROXIME, 3, stay)
    back = world.plan([world.line(CEFUROXIME, -1, stay, reverses=original.line_id)], desk=True)
    assert back.lines.rows[0].obstacle == ReturnWithoutIssue.code
    world.dispense(world.plan([original]))
    assert world.api.request(back.request_id).lines.rows[0].obstacle == ""
    world.dispense(back)
    assert world.held(CEFUROXIME) == {"B1": Decimal(3)}


def test_a_return_of_another_drug_than_was_issued_is_none(world: World) -> None:
    world.receive(CEFUROXIME, 5)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    other = world.plan([world.line(ASPIRIN, -1, issued.stay_id, reverses=issued.lines.rows[0].line_id)])
    assert other.lines.rows[0].obstacle == ReturnWithoutIssue.code
    with pytest.raises(ReturnWithoutIssue):
        world.dispense(other)


def test_a_refused_return_stays_with_the_patient(world: World) -> None:
    world.receive(CEFUROXIME, 5)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    back = world.return_of(issued, 0, 2)
    world.api.refuse(back.request_id, Refusal((back.lines.rows[0].line_id,), "已开封"))
    answer = world.answered()[-1]
    assert (answer.state, answer.quantity, answer.reason) == (LineState.REFUSED, Decimal(-2), "已开封")
    assert world.held(CEFUROXIME) == {"B1": Decimal(2)}
    assert world.dispense(world.return_of(issued, 0, 3)).returned == 1


def test_issue_and_return_in_one_press(world: World) -> None:
    world.receive(CEFUROXIME, 5)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    reversal = {"kind": LineKind.REVERSAL, "reverses": issued.lines.rows[0].line_id}
    mixed = world.request((CEFUROXIME, 2), (CEFUROXIME, -3, reversal), stay=issued.stay_id)
    result = world.dispense(mixed)
    assert (result.issued, result.returned) == (1, 1)
    assert world.held(CEFUROXIME) == {"B1": Decimal(3)}
