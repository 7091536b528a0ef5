"""What the pharmacy did not issue is asked for again as far as it lies ahead. D1 is Monday, 2025-03-03; q8h: 16:00, 0:00, 8:00."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from server.ward.execution_rules import Plan, Unissued, plan
from shared.contracts.ward.errors import AlreadyRun
from shared.contracts.ward.types import OrderKind
from tests.server.ward.order_facts import day, done, order

pytestmark = pytest.mark.req("R2.5")

D1_DOSES = (Unissued(date(2025, 3, 3), 3, withdrawn=False), Unissued(date(2025, 3, 3), 3, withdrawn=True))
"""The doses of 16:00, 0:00 and 8:00 that the run of D1 asked for: refused, and left at the ward's wish."""


@pytest.mark.parametrize(("hour", "ahead"), [(11, 3), (17, 2), (25, 1)])
def test_what_the_pharmacy_refused_is_asked_for_again_as_far_as_it_lies_ahead(hour: int, ahead: int) -> None:
    refused = order(last_perform=day(2, 9), unissued=D1_DOSES[0], quantity=Decimal(2))
    again = done(plan(refused, day(1 + hour // 24, hour % 24)))
    assert again == Plan(ahead, Decimal(2 * ahead), (date(2025, 3, 3),), day(2, 9), 3 - ahead, again=True)


@pytest.mark.parametrize(
    ("rounding", "dose", "in_hand", "quantity"), [(2, "0.5", "0", 2), (3, "0.4", "0.4", 1), (1, "0.5", "0", 3)]
)
def test_what_is_asked_for_again_is_rounded_like_what_was_asked_for(rounding: int, dose: str, in_hand: str, quantity: int) -> None:
    amounts = {"rounding": rounding, "quantity": Decimal(dose), "in_hand": Decimal(in_hand)}
    again = done(plan(order(last_perform=day(2, 9), unissued=D1_DOSES[0], **amounts), day(1, 11)))
    assert (again.administrations, again.quantity) == (3, quantity)


def test_a_refused_dose_is_asked_for_until_the_stop_and_not_beyond() -> None:
    refused = order(last_perform=day(2, 9), unissued=D1_DOSES[0], stop_at=day(1, 20))
    again = done(plan(refused, day(1, 11)))
    assert (again.administrations, again.missed) == (1, 2), "only 16:00 is before the stop"


def test_a_refused_temporary_dose_is_asked_for_whole_and_not_after_the_next_morning() -> None:
    once = order("st", kind=OrderKind.TEMPORARY, last_perform=day(2, 9), unissued=Unissued(date(2025, 3, 3), 1, withdrawn=False))
    assert (done(plan(once, day(1, 20))).again, done(plan(once, day(1, 20))).administrations) == (True, 1)
    assert isinstance(plan(once, day(2, 9)), AlreadyRun)


def test_the_run_after_a_refused_day_is_an_ordinary_one() -> None:
    next_day = done(plan(order(last_perform=day(2, 9), unissued=D1_DOSES[0]), day(2, 10, 30)))
    assert (next_day.again, next_day.administrations, next_day.service_dates) == (False, 3, (date(2025, 3, 4),))


@pytest.mark.parametrize(("stop_at", "wanted"), [(None, 0), (day(2, 9), 0), (day(1, 20), 1)])
def test_what_the_ward_withdrew_is_wanted_only_as_far_as_a_stop_within_the_day_leaves_it(
    stop_at: datetime | None, wanted: int
) -> None:
    withdrawn = order(last_perform=day(2, 9), unissued=D1_DOSES[1], stop_at=stop_at)
    result = plan(withdrawn, day(1, 11))
    assert (result.administrations if isinstance(result, Plan) else 0) == wanted
    if isinstance(result, Plan):
        assert (result.again, result.missed) == (True, 0), "what the ward gave up is not missed"
