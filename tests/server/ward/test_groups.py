"""Two nurses type new groups for one patient at once: whatever they send, the groups stay apart (R2.3)."""

from __future__ import annotations

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.common import ApplyResult, Delta
from shared.contracts.ward.types import OrderDraft
from shared.identifiers import StayId
from tests.server.ward.world import LONG, TEMP, World, draft, insert, once

pytestmark = [pytest.mark.db, pytest.mark.req("R2.3")]

Typed = list[tuple[bool, int]]
"""Rows as (whether temporary, number): 0 alone, below together."""
typed = st.lists(st.tuples(st.booleans(), st.integers(-3, 0)), min_size=1, max_size=6)


def order(row: tuple[bool, int]) -> OrderDraft:
    """An order with this number."""
    temporary, number = row
    return once(group_no=number) if temporary else draft(group_no=number)


def type_at_once(world: World, stay: StayId, sheets: list[Typed]) -> list[ApplyResult]:
    """Every nurse saves at the same moment."""
    begin = threading.Barrier(len(sheets))

    def save(nurse: Any, sheet: Typed) -> ApplyResult:
        delta = Delta(tuple(insert(number, order(row)) for number, row in enumerate(sheet)))
        begin.wait()
        stored: ApplyResult = nurse.apply_orders(stay, delta)
        return stored

    with ThreadPoolExecutor(len(sheets)) as pool:
        return list(pool.map(save, (world.nurse, world.other_nurse), sheets))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=typed, theirs=typed)
def test_two_deltas_at_once_never_share_a_number(world: World, mine: Typed, theirs: Typed) -> None:
    world.forget_all()
    stay = world.patient()
    results = type_at_once(world, stay, [mine, theirs])
    stored = {row.order_id: (row.kind, row.group_no) for row in world.orders(stay)}
    groups = defaultdict(set)
    for nurse, (sheet, result) in enumerate(zip((mine, theirs), results, strict=True)):
        assert len(result.applied) == len(sheet)
        for at, (row, applied) in enumerate(zip(sheet, result.applied, strict=True)):
            temporary, number = row
            meant = (nurse, temporary, number if number else f"alone {at}")
            groups[stored[applied.row_id]].add(meant)
            assert stored[applied.row_id][0] is (TEMP if temporary else LONG)
    wanted = {meant for members in groups.values() for meant in members}
    assert all(len(members) == 1 for members in groups.values()), "rows that were typed apart share a number"
    assert len(groups) == len(wanted), "rows that were typed together are apart"
    for kind in (LONG, TEMP):
        numbers = sorted(number for of_kind, number in groups if of_kind is kind)
        assert numbers == list(range(1, len(numbers) + 1))
