"""Orders and runs for tests of the execution rules: D1 is Monday, 2025-03-03; orders start D1 10:00, the ward runs at 10:30."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from server.ward.execution_rules import OrderFacts, Plan, plan
from shared.clock import at
from shared.contracts.common import Frequency
from shared.contracts.ward.types import OrderKind
from shared.errors import Refused
from tests.catalog_data import frequencies


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    """Dn at a clock time."""
    return at(date(2025, 3, 2) + timedelta(days=number), hour, minute)


def order(frequency: str | Frequency = "q8h", **changes: Any) -> OrderFacts:
    """A confirmed long-term drug order of one unit, started D1 10:00."""
    facts: dict[str, Any] = {
        "kind": OrderKind.LONG_TERM,
        "confirmed": True,
        "start_at": day(1, 10),
        "frequency": frequencies()[frequency] if isinstance(frequency, str) else frequency,
        "quantity": Decimal(1),
    }
    return OrderFacts(**(facts | changes))


def per_day(**changes: Any) -> OrderFacts:
    """A bed, nursing or diet order."""
    return order("qd", charge_basis="day", **changes)


def done(result: Plan | Refused) -> Plan:
    assert isinstance(result, Plan), result
    return result


def last_run(facts: OrderFacts, left_at: datetime) -> Plan | Refused:
    """The last generation of a patient who leaves: orders that still ran are stopped then."""
    return plan(replace(facts, stop_at=min(facts.stop_at or left_at, left_at)), left_at)


def run(facts: OrderFacts, moments: Iterable[datetime]) -> tuple[list[int], OrderFacts]:
    """Administrations of each run, 0 where it does nothing, and the order afterwards."""
    given = []
    for moment in moments:
        result = plan(facts, moment)
        given.append(result.administrations if isinstance(result, Plan) else 0)
        if isinstance(result, Plan):
            facts = replace(facts, last_perform=result.next_perform)
    return given, facts


def ward_runs(*numbers: int) -> list[datetime]:
    """The ward's run at 10:30 of the days."""
    return [day(number, 10, 30) for number in numbers]
