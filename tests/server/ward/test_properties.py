"""Whatever is ordered, run, answered, reversed and stopped: nothing is charged twice and nothing goes missing."""

from __future__ import annotations

import contextlib
import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.ward import models
from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.events import LineAnswer
from shared.contracts.ward.events import LinesPlanned
from shared.contracts.ward.types import GroupReversal, ReversalCause
from shared.errors import Conflict, Refused
from shared.identifiers import StayId
from shared.money import line_amount
from shared.rpc import bound
from shared.statement import digest_lines
from tests.server.ward.world import (
    ASPIRIN,
    BED_2,
    BID,
    BLOOD,
    BLOOD_COUNT,
    DRESSING,
    FIRST,
    HYPODERMIC,
    INSULIN,
    NURSING_2,
    QOD,
    RUNNING,
    TID,
    World,
    by_day,
    draft,
    infusion,
    once,
)

pytestmark = [pytest.mark.req("R2.5", "R2.9", "R2.13", "R1.14")]

ORDERS = (
    lambda: infusion(31),
    lambda: infusion(9999, first_day_times=1),
    lambda: (draft(ASPIRIN, frequency=TID, dose=Decimal("0.5")),),
    lambda: (draft("100003", frequency=QOD),),
    lambda: (draft(INSULIN, dose=Decimal(40), dose_unit="u", usage=HYPODERMIC, frequency=TID),),
    lambda: (by_day(BED_2),),
    lambda: (by_day(NURSING_2),),
    lambda: (draft(DRESSING, dose_unit="次", usage=17, frequency=BID),),
    lambda: (once(BLOOD_COUNT, usage=BLOOD),),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["run", "run", "run", "answer", "answer", "reverse", "stop", "order"]),
        st.integers(1, 30 * 60),
        st.integers(0, 2**16),
    ),
    min_size=3,
    max_size=14,
)


class Story:
    """One patient's fortnight."""

    def __init__(self, world: World, chosen: list[int]) -> None:
        self.world = world
        world.forget_all()
        self.now: datetime = clock.at(FIRST, 10)
        world.hospital.at(self.now)
        self.stay: StayId = world.patient()
        for number in chosen:
            world.order(self.stay, *ORDERS[number]())

    def take(self, step: str, minutes: int, luck: int) -> None:
        """One step; a refusal is an answer like any other, anything else is a bug."""
        self.now += timedelta(minutes=minutes)
        self.world.hospital.at(self.now)
        with contextlib.suppress(Refused, Conflict):
            getattr(self, step)(random.Random(luck))

    def run(self, _luck: random.Random) -> None:
        self.world.run(self.stay, None)

    def answer(self, luck: random.Random) -> None:
        rows = {row.line_id: row for row in self.world.record(self.stay)}
        answers = []
        for row in rows.values():
            if row.state is LineState.PENDING and luck.random() < 0.8:
                state = luck.choice([LineState.CONFIRMED] * 3 + [LineState.REFUSED])
                price = rows[row.reverses].price if row.reverses else Decimal("2.8050")
                answers.append(LineAnswer(row.line_id, state, row.quantity, price if state is LineState.CONFIRMED else None))
        self.world.answer(self.stay, *answers)

    def reverse(self, luck: random.Random) -> None:
        rows = [row for row in self.world.record(self.stay) if not row.reverses]
        if rows:
            row = luck.choice(rows)
            order = luck.choice([each for each in self.world.orders(self.stay) if each.group_no == row.group_no])
            wanted = GroupReversal(self.stay, row.group_no, order.kind, row.service_date, luck.randint(1, 3), "x")
            self.world.nurse.reverse_group(wanted)

    def stop(self, luck: random.Random) -> None:
        order = luck.choice(self.world.orders(self.stay))
        at = self.now + timedelta(hours=luck.randint(-10, 10))
        self.world.nurse.stop_order(order.order_id, order.version, at)

    def order(self, luck: random.Random) -> None:
        orders = [order for order in luck.choice(ORDERS)() if order.group_no == 0]
        if orders and not self.world.enter(self.stay, *orders).problems:
            self.world.confirm(self.stay)

    # -- what always holds

    def check(self) -> None:
        """Every identity over what is stored and what was told."""
        assert self.world.parked() == 0
        lines = self.world.rows(models.line)
        executions = {(row["order_id"], row["service_date"]) for row in self.world.rows(models.execution)}
        ordered = [line for line in lines if line["kind"] in {LineKind.LONG_TERM, LineKind.TEMPORARY}]
        another_days = {
            line["reverses"] for line in lines if line["cause"] in {ReversalCause.NOT_IN_FORCE, ReversalCause.DISCHARGE_DAY}
        }
        gone = {LineState.REFUSED, LineState.WITHDRAWN}
        ordered = [line for line in ordered if line["line_id"] not in another_days and line["state"] not in gone]
        assert {(line["order_id"], line["service_date"]) for line in ordered} <= executions
        assert max(Counter((line["order_id"], line["service_date"]) for line in ordered).values(), default=1) == 1
        self._check_reversals(lines)
        self._check_money(lines)
        told = [line for fact in self.world.facts(LinesPlanned) if fact.stay_id == self.stay for line in fact.lines]
        assert sorted((line.line_id, line.quantity) for line in told) == sorted(
            (line["line_id"], line["quantity"]) for line in lines
        )

    def _check_money(self, lines: list[Any]) -> None:
        """Of a line and all that came back of it: what they amount to is the price of what is left, to the cent."""
        left: dict[str, list[Any]] = defaultdict(list)
        for line in lines:
            assert (line["amount"] is not None) == (line["state"] == LineState.CONFIRMED)
            if line["state"] == LineState.CONFIRMED:
                left[line["reverses"] or line["line_id"]].append(line)
        for parts in left.values():
            quantity = sum((part["quantity"] for part in parts), Decimal(0))
            assert sum(part["amount"] for part in parts) == line_amount(quantity, parts[0]["price"])

    def _check_reversals(self, lines: list[Any]) -> None:
        given_back = {LineState.REFUSED, LineState.WITHDRAWN}
        for original in lines:
            taken = sum(
                (
                    -line["quantity"]
                    for line in lines
                    if line["reverses"] == original["line_id"] and line["state"] not in given_back
                ),
                Decimal(0),
            )
            assert original["reversed_quantity"] == taken
            assert original["kind"] == LineKind.REVERSAL or 0 <= taken <= original["quantity"]
            assert original["kind"] == LineKind.REVERSAL or 0 <= original["reversed_administrations"] <= original["administrations"]
            assert original["unused"] >= 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.integers(0, len(ORDERS) - 1), min_size=1, max_size=5, unique=True), story=steps)
def test_nothing_twice_nothing_lost(world: World, chosen: list[int], story: list[tuple[str, int, int]]) -> None:
    told = Story(world, chosen)
    for step, minutes, luck in story:
        told.take(step, minutes, luck)
        told.check()
    told.now += timedelta(minutes=1)
    world.hospital.at(told.now)
    bound(world.nurse, answers=RUNNING).declare_discharge(told.stay)
    told.check()
    mine = [line for fact in world.facts(LinesPlanned) if fact.stay_id == told.stay for line in fact.lines]
    assert world.statement().lines == len(mine)
    told.take("answer", 5, 1)
    told.check()
    stated = world.statement()
    mine = [line for fact in world.facts(LinesPlanned) if fact.stay_id == told.stay for line in fact.lines]
    assert (stated.lines, stated.digest) == (len(mine), digest_lines((line.line_id, line.quantity) for line in mine))
