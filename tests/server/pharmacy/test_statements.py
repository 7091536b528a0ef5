"""A press takes the same number of statements for five lines and for fifty."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.common import ItemKind
from shared.contracts.pharmacy.errors import ReturnTooMuch
from shared.contracts.pharmacy.types import Refusal, Request
from tests.server.pharmacy.world import ASPIRIN, World, number
from tests.statements import statements_of


def drugs(world: World, count: int) -> list[str]:
    items = world.hospital.running["pharmacy"].catalog.view.items.values()
    found = sorted(item.code for item in items if item.kind != ItemKind.SERVICE and not item.withdrawn)
    assert len(found) >= 20
    return [found[index % len(found)] for index in range(count)]


def stocked(world: World, count: int) -> Request:
    """A request of `count` lines, of which each drug lies in two batches that are both needed."""
    wanted = drugs(world, count)
    for drug in set(wanted):
        times = wanted.count(drug)
        world.receive(drug, 2 * times - 1, "B1")
        world.receive(drug, 2 * times + 1, "B2")
    return world.request(*((drug, 4) for drug in wanted))


def counted(world: World, press: Callable[[], Any]) -> int:
    with statements_of(world.hospital.running["pharmacy"].engine) as asked:
        press()
    return len(asked)


@pytest.mark.req("R3.2")
def test_dispensing_and_taking_back(world: World) -> None:
    world.receive(ASPIRIN, 1)
    world.dispense(world.request((ASPIRIN, 1)))
    out, back = [], []
    for count in (5, 50):
        request = stocked(world, count)
        out.append(counted(world, lambda: world.dispense(request)))  # noqa: B023 — called at once
        lines = [
            world.line(row.drug_code, number("-1.5"), request.stay_id, reverses=row.line_id, is_drug=True)
            for row in request.lines.rows
        ]
        returns = world.plan(lines)
        back.append(counted(world, lambda: world.dispense(returns)))  # noqa: B023 — called at once
    assert out[0] == out[1]
    assert back[0] == back[1]


@pytest.mark.req("R3.R")
def test_refusing(world: World) -> None:
    asked = []
    for count in (5, 50):
        request = world.request(*((drug, 1) for drug in drugs(world, count)))
        refusal = Refusal(tuple(row.line_id for row in request.lines.rows), "缺货")
        asked.append(counted(world, lambda: world.api.refuse(request.request_id, refusal)))  # noqa: B023 — called at once
    assert asked[0] == asked[1]


@pytest.mark.req("R3.C")
def test_two_returns_of_one_line_in_one_press_take_no_more_than_is_out(world: World) -> None:
    """The second one finds what the first one left, in the count and in the batches."""
    world.receive(ASPIRIN, 2, "B1")
    world.receive(ASPIRIN, 2, "B2")
    request = world.request((ASPIRIN, 4))
    world.dispense(request)
    (row,) = request.lines.rows

    def returns(*quantities: str) -> Request:
        return world.plan([world.line(ASPIRIN, number(f"-{each}"), request.stay_id, reverses=row.line_id) for each in quantities])

    too_much = returns("3", "2")
    with pytest.raises(ReturnTooMuch) as refused:
        world.dispense(too_much)
    assert refused.value.details["left"] == Decimal(1)
    world.dispense(returns("3", "1"))
    assert sorted((each.batch_no, each.quantity) for each in world.chief.batches(ASPIRIN).rows) == [("B1", 2), ("B2", 2)]
