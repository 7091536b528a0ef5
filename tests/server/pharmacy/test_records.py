"""Slips and the searchable records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shared.contracts.pharmacy.errors import DispenseNotFound
from shared.contracts.pharmacy.types import DispensedQuery
from shared.documents.dispensing_slip import dispensing_slip
from shared.identifiers import new_id
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, D2, SALINE, WARD_1, WARD_2, World

DAY_1, DAY_2 = D1.date(), D2.date()


@pytest.mark.req("R3.4")
def test_the_slip_of_a_press_says_what_was_issued_of_which_batch(world: World) -> None:
    world.receive(CEFUROXIME, 2, "SOON", date(2026, 6, 30))
    world.receive(CEFUROXIME, 5, "LATE")
    world.receive("200059", 10, "P1")
    request = world.request((CEFUROXIME, 3), ("200059", 1), (SALINE, 3))
    world.admitted(request.stay_id)
    slip = world.api.slip(world.dispense(request, 0, 1).dispense_id)
    assert (slip.hospital, slip.ward, slip.ward_name) == ("示范医院", WARD_1, "内一科(心血管呼吸内科)")
    assert (slip.slip_no, slip.dispensed_by, slip.dispensed_at) == ("20260301-0001", "赵药师", D1)
    (part,) = slip.patients
    assert (part.patient.name, part.patient.visit_no, part.request_id) == ("张秀英", 2, request.request_id)
    assert [(line.drug_code, line.quantity, line.batches, line.high_alert) for line in part.lines] == [
        (CEFUROXIME, Decimal(3), ("SOON", "LATE"), False),
        ("200059", Decimal(1), ("P1",), True),
    ]
    assert slip.by_drug == (
        (CEFUROXIME, "注射用头孢呋辛钠", "0.75g", "支", Decimal(3)),
        ("200059", "胰岛素注射液", "10ml:400u", "支", Decimal(1)),
    )
    assert dispensing_slip(slip, "赵药师", D1).startswith(b"%PDF")


@pytest.mark.req("R3.4")
def test_slips_are_numbered_by_day(world: World) -> None:
    world.receive(ASPIRIN, 10)
    numbers = [world.api.slip(world.dispense(world.request((ASPIRIN, 1))).dispense_id).slip_no for _ in range(2)]
    world.at(D2)
    numbers.append(world.api.slip(world.dispense(world.request((ASPIRIN, 1))).dispense_id).slip_no)
    assert numbers == ["20260301-0001", "20260301-0002", "20260302-0001"]


def test_an_unknown_dispensing_has_no_slip(world: World) -> None:
    with pytest.raises(DispenseNotFound):
        world.api.slip(new_id())


@pytest.mark.req("R3.4")
def test_the_ward_slip_collects_a_service_date_by_bed_and_sums_by_drug(world: World) -> None:
    for drug in (ASPIRIN, SALINE):
        world.receive(drug, 20)
    second = world.request((ASPIRIN, 3), (SALINE, 1), name="王五")
    first = world.request((ASPIRIN, 2), name="李四")
    world.admitted(first.stay_id, bed="W01-001")
    world.admitted(second.stay_id, bed="W01-002")
    elsewhere = world.request((ASPIRIN, 5), ward=WARD_2)
    tomorrow = world.request((ASPIRIN, 7, {"service_date": DAY_2}))
    world.request((SALINE, 9))
    for request in (second, first, elsewhere, tomorrow):
        world.dispense(request)
    world.dispense(world.return_of(first, 0, 1))
    slip = world.api.ward_slip(WARD_1, DAY_1)
    assert slip.slip_no == "W01-20260301"
    by_patient = [(part.patient.bed, [line.quantity for line in part.lines]) for part in slip.patients]
    assert by_patient == [("W01-001", [Decimal(2)]), ("W01-001", [Decimal(-1)]), ("W01-002", [Decimal(3), Decimal(1)])]
    assert [(row[0], row[4]) for row in slip.by_drug] == [(ASPIRIN, Decimal(5)), (ASPIRIN, Decimal(-1)), (SALINE, Decimal(1))]
    assert [(row[0], row[4]) for row in world.api.ward_slip(WARD_1, DAY_2).by_drug] == [(ASPIRIN, Decimal(7))]


@pytest.mark.req("R3.4")
def test_a_day_with_nothing_issued_has_an_empty_ward_slip(world: World) -> None:
    slip = world.api.ward_slip(WARD_2, DAY_1)
    assert (slip.patients, slip.by_drug, slip.dispensed_by) == ((), (), "")


def test_the_ward_slip_names_everybody_who_dispensed(world: World) -> None:
    world.receive(ASPIRIN, 20)
    first, second = world.request((ASPIRIN, 1)), world.request((ASPIRIN, 1))
    world.dispense(first)
    world.api = world.colleague
    world.dispense(second)
    assert world.api.ward_slip(WARD_1, DAY_1).dispensed_by == "赵药师、冯药师"


# -- records


@pytest.mark.req("R3.5")
def test_records_hold_issues_and_returns_as_rows_of_their_own(world: World) -> None:
    world.receive(ASPIRIN, 2, "SOON", date(2026, 6, 30))
    world.receive(ASPIRIN, 20, "LATE")
    issued = world.request((ASPIRIN, 3))
    world.dispense(issued)
    world.at(D2)
    world.dispense(world.return_of(issued, 0, 1))
    rows = world.api.dispensed(DispensedQuery(DAY_1, DAY_2)).rows
    assert [(row.quantity, row.price, row.amount, row.batches) for row in rows] == [
        (Decimal(-1), Decimal("0.5"), Decimal("-0.50"), "LATE"),
        (Decimal(3), Decimal("0.5"), Decimal("1.50"), "SOON、LATE"),
    ]
    assert [row.dispensed_by for row in rows] == ["赵药师", "赵药师"]


@pytest.mark.req("R3.5")
def test_records_are_found_by_day_ward_drug_and_text(world: World) -> None:
    for drug in (ASPIRIN, SALINE):
        world.receive(drug, 20)
    world.dispense(world.request((ASPIRIN, 1), ward=WARD_1, name="李四"))
    world.dispense(world.request((SALINE, 2), ward=WARD_2, name="王五%"))
    world.at(D2)
    world.dispense(world.request((ASPIRIN, 3), ward=WARD_2, name="赵六"))

    def found(**conditions: object) -> list[Decimal]:
        query = DispensedQuery(**({"first": DAY_1, "last": DAY_2} | conditions))  # type: ignore[arg-type]
        return sorted(row.quantity for row in world.api.dispensed(query).rows)

    assert found() == [1, 2, 3]
    assert found(last=DAY_1) == [1, 2]
    assert found(ward=WARD_2) == [2, 3]
    assert found(drug_code=ASPIRIN) == [1, 3]
    assert found(text="氯化钠") == [2]
    assert found(text="李四") == [1]
    assert found(text="100001") == [1, 2, 3]
    assert found(text="20260302-0001") == [3]
    assert found(text="%") == [2]
    assert found(text="九" * 20) == []
    assert len(found(limit=2)) == 2


@pytest.mark.req("R3.5")
def test_the_limit_keeps_the_newest_with_their_batches(world: World) -> None:
    world.receive(ASPIRIN, 20)
    world.dispense(world.request((ASPIRIN, 1)))
    world.at(D2)
    world.dispense(world.request((ASPIRIN, 2)))
    (row,) = world.api.dispensed(DispensedQuery(DAY_1, DAY_2, limit=1)).rows
    assert (row.quantity, row.batches) == (2, "B1")
