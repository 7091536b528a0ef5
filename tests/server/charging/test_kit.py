"""What sources of charges share: facts that travel under each department's name, lines from rows, a stay's newest word."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

import pytest

from server.charging import lines, stays
from server.kernel.unit_of_work import SYSTEM, Work
from server.pharmacy import replicas
from shared import clock
from shared.contracts import charging, events
from shared.contracts.admission import events as admission
from shared.contracts.admission.events import StayChanged
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.tms import events as tms
from shared.contracts.ward import events as ward
from shared.identifiers import LineId, StayId, new_id
from tests.in_process import hospital


@pytest.mark.parametrize("fact", [ward.ClosingStatement, tms.ClosingStatement])
def test_a_statement_travels_under_its_sources_name(fact: type[charging.ClosingStatement]) -> None:
    told = fact(StayId("s1"), "here", 2, clock.now(), 3, "digest", withdrawn=True)
    event = events.Event(new_id(), "here", 1, 1, fact.event_type, "s1", clock.now(), events.encode(told))
    assert events.decode(event) == told
    assert type(events.decode(event)) is fact


@pytest.mark.parametrize("fact", [ward.LinesPlanned, tms.LinesPlanned, admission.LinesPlanned])
def test_planned_lines_travel_under_their_sources_name(fact: type[charging.LinesPlanned]) -> None:
    told = fact(StayId("s1"), "W01", None, 100001, "张秀英", "r1", (lines.planned(_ROW),))
    event = events.Event(new_id(), "here", 1, 1, fact.event_type, "s1", clock.now(), events.encode(told))
    assert events.decode(event) == told
    assert type(events.decode(event)) is fact


_ROW = {
    "line_id": LineId("l1"),
    "stay_id": StayId("s1"),
    "source": "here",
    "ward": "W01",
    "kind": int(LineKind.TEMPORARY),
    "order_id": None,
    "group_no": 0,
    "item_code": "300001",
    "item_name": "静脉输液",
    "spec": "",
    "unit": "次",
    "income_type": 5,
    "is_drug": False,
    "quantity": Decimal(1),
    "price": Decimal(8),
    "service_date": date(2026, 3, 2),
    "created_at": clock.at(date(2026, 3, 2)),
    "ordered_as": int(LineKind.TEMPORARY),
    "settled_segment": 3,
}


def test_a_line_is_what_its_row_says_and_nothing_else() -> None:
    line = lines.planned(_ROW)
    assert isinstance(line, PlannedLine)
    assert (line.line_id, line.kind, line.quantity, line.administrations) == ("l1", LineKind.TEMPORARY, Decimal(1), 0)


def test_the_replica_has_every_field_of_the_fact() -> None:
    assert list(stays.StayRow.__annotations__) == [field.name for field in fields(StayChanged)]


def test_the_newest_word_on_a_stay_counts(directory) -> None:
    fact = StayChanged(StayId(new_id()), 2, 100001, 1, "张秀英", 2, None, 1, StayState.IN_WARD, 1, "W01", "W01-001", clock.now())
    older = StayChanged(fact.stay_id, 1, 100001, 1, "张秀英", 2, None, 1, StayState.WAITING, 1, "W01", None, fact.admitted_at)
    later = StayChanged(
        fact.stay_id, 3, 100001, 1, "张秀", 2, None, 1, StayState.IN_WARD, 1, "W02", None, fact.admitted_at - timedelta(days=1)
    )

    def use_case(work: Work) -> tuple[list[bool], list[object]]:
        taken = [stays.follow(work, replicas.stay, each) for each in (fact, older, fact, later, older)]
        return taken, [dict(row) for row in work.rows(replicas.stay.select(), stays.StayRow)]

    with hospital(directory, "pharmacy") as made:
        taken, rows = made.running["pharmacy"].units.write(SYSTEM, "test", use_case)
    assert taken == [True, False, False, True, False]
    assert [(row["version"], row["name"], row["ward"], row["state"]) for row in rows] == [(3, "张秀", "W02", StayState.IN_WARD)]
