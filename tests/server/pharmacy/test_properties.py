"""Whatever is received, asked for, issued, refused and brought back: the stock adds up and is never negative (R3.C)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared import clock
from shared.contracts.pharmacy.errors import BatchExpired, BatchExpiryDiffers, ReturnTooMuch, ReturnWithoutIssue, StockShort
from shared.contracts.pharmacy.types import Refusal, Request, RequestLineState
from shared.errors import Conflict
from tests.in_process import InProcessHospital
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, FAR, World

DRUGS = (ASPIRIN, CEFUROXIME)
EXPIRIES = {"A": D1.date() + timedelta(days=1), "B": D1.date() + timedelta(days=4), "C": FAR}
quantities = st.integers(1, 12).map(lambda quarters: Decimal(quarters) / 4)


class Counter(RuleBasedStateMachine):
    """A counter of the pharmacy, with a model that only knows received, issued and returned quantities."""

    hospital: InProcessHospital
    issued = Bundle("issued")
    waiting = Bundle("waiting")

    @initialize()
    def open(self) -> None:
        self.world = World(self.hospital)
        self.total: dict[str, Decimal] = defaultdict(Decimal)
        self.day = D1.date()
        self.returned: dict[str, Decimal] = defaultdict(Decimal)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.world.at(clock.at(self.day, 10))

    @rule(drug=st.sampled_from(DRUGS), batch=st.sampled_from(sorted(EXPIRIES)), quantity=quantities)
    def receive(self, drug: str, batch: str, quantity: Decimal) -> None:
        try:
            self.world.receive(drug, quantity, batch, EXPIRIES[batch])
        except BatchExpired:
            assert EXPIRIES[batch] < self.day
        else:
            self.total[drug] += quantity

    @rule(drug=st.sampled_from(DRUGS), batch=st.sampled_from(sorted(EXPIRIES)))
    def receive_with_another_date(self, drug: str, batch: str) -> None:
        if batch in self.world.held(drug):
            with pytest.raises((BatchExpiryDiffers, BatchExpired)):
                self.world.receive(drug, 1, batch, date(2028, 1, 1))

    @rule(target=waiting, drugs=st.lists(st.tuples(st.sampled_from(DRUGS), quantities), min_size=1, max_size=3))
    def ask(self, drugs: list[tuple[str, Decimal]]) -> Request:
        return self.world.request(*drugs)

    @rule(target=issued, request=waiting)
    def dispense(self, request: Request) -> Request:
        asked: dict[str, Decimal] = defaultdict(Decimal)
        for row in request.lines.rows:
            asked[row.drug_code] += row.quantity
        usable = {drug: self.world.stock(drug).quantity for drug in DRUGS}
        try:
            self.world.dispense(request)
        except Conflict:
            assert self.world.api.request(request.request_id).lines.rows[0].state is not RequestLineState.WAITING
        except StockShort:
            assert any(quantity > usable[drug] for drug, quantity in asked.items())
        else:
            assert all(quantity <= usable[drug] for drug, quantity in asked.items())
            for drug, quantity in asked.items():
                self.total[drug] -= quantity
        return request

    @rule(request=waiting)
    def refuse(self, request: Request) -> None:
        lines = tuple(row.line_id for row in request.lines.rows)
        try:
            self.world.api.refuse(request.request_id, Refusal(lines, "暂缺"))
        except Conflict:
            assert self.world.api.request(request.request_id).lines.rows[0].state is not RequestLineState.WAITING

    @rule(request=issued, quantity=quantities)
    def bring_back(self, request: Request, quantity: Decimal) -> None:
        line = self.world.api.request(request.request_id).lines.rows[0]
        back = self.world.return_of(request, 0, quantity)
        try:
            self.world.dispense(back)
        except ReturnTooMuch:
            assert self.returned[line.line_id] + quantity > line.quantity
        except ReturnWithoutIssue:
            assert line.state is not RequestLineState.DISPENSED
        else:
            self.returned[line.line_id] += quantity
            self.total[line.drug_code] += quantity
            assert self.returned[line.line_id] <= line.quantity

    @invariant()
    def the_stock_adds_up(self) -> None:
        assert self.world.broken_identities() == []
        for drug in DRUGS:
            row = self.world.stock(drug)
            held = self.world.held(drug)
            assert all(quantity >= 0 for quantity in held.values())
            assert row.quantity + row.expired == sum(held.values(), Decimal(0)) == self.total[drug]

    @invariant()
    def every_balance_continues_the_one_before(self) -> None:
        for drug in DRUGS:
            balances: dict[str, Decimal] = defaultdict(Decimal)
            for each in self.world.api.movements(drug, D1.date(), self.day):
                balances[each.batch_no] += each.quantity
                assert each.balance == balances[each.batch_no] >= 0


@pytest.mark.req("R3.C")
@pytest.mark.req("R3.1")
def test_stock_adds_up_whatever_happens(running: InProcessHospital) -> None:
    class Here(Counter):
        hospital = running

    limits = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    run_state_machine_as_test(Here, settings=limits)
