"""Stock by drug and batch, receipts, and the 缺药 flag."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import RowMapping, update

from server.kernel.unit_of_work import SYSTEM
from server.pharmacy import jobs, models
from shared import clock
from shared.contracts.pharmacy.errors import BatchExpired, BatchExpiryDiffers, QuantityNotPositive, StockShort, UnknownDrug
from shared.contracts.pharmacy.events import ShortageChanged
from shared.contracts.pharmacy.types import BatchReceipt
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import new_key
from shared.rpc import bound
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, D2, FAR, World

SOON = date(2026, 6, 30)
LIQUORICE = "200901"


def receipt(drug: str = ASPIRIN, batch: str = "B1", expires: date = FAR, quantity: str = "5") -> BatchReceipt:
    return BatchReceipt(drug, batch, expires, Decimal(quantity))


# -- what is there


@pytest.mark.req("R3.1")
def test_every_drug_is_listed_with_its_stock(world: World) -> None:
    world.receive(ASPIRIN, 10, "B1", FAR)
    world.receive(ASPIRIN, 4, "B2", SOON)
    world.request((ASPIRIN, 3))
    rows = world.api.stock().rows
    assert len(rows) == 68
    row = world.stock(ASPIRIN)
    assert (row.drug_name, row.quantity, row.reserved, row.nearest_expiry) == ("阿司匹林肠溶片", 14, 3, SOON)
    assert (row.price, row.lower_limit, row.short, row.expired) == (Decimal("0.5"), 300, False, 0)


@pytest.mark.req("R3.1")
@pytest.mark.parametrize("text", ["200050", "头孢呋辛", "tbfx", " TBFX ", "20005"])
def test_drugs_are_found_by_code_name_and_initials(world: World, text: str) -> None:
    assert CEFUROXIME in [row.drug_code for row in world.api.stock(text).rows]
    assert ASPIRIN not in [row.drug_code for row in world.api.stock(text).rows]


def test_services_are_no_drugs_and_nonsense_finds_nothing(world: World) -> None:
    assert world.api.stock("床位").rows == ()
    assert world.api.stock("没有这种药").rows == ()


@pytest.mark.req("R3.1")
def test_batches_come_first_to_expire_first(world: World) -> None:
    world.receive(ASPIRIN, 1, "LATE", FAR)
    world.receive(ASPIRIN, 2, "SOON", SOON)
    world.at(clock.at(SOON + timedelta(days=1)))
    rows = [(row.batch_no, row.quantity, row.expired) for row in world.api.batches(ASPIRIN).rows]
    assert rows == [("SOON", Decimal(2), True), ("LATE", Decimal(1), False)]


@pytest.mark.req("R3.1")
def test_movements_chain_and_are_found_by_day(world: World) -> None:
    world.receive(ASPIRIN, 10)
    world.dispense(world.request((ASPIRIN, 3)))
    world.at(D2)
    world.dispense(world.request((ASPIRIN, 2)))
    first_day = world.api.movements(ASPIRIN, D1.date(), D1.date())
    assert [(each.quantity, each.balance, each.cause) for each in first_day] == [
        (Decimal(10), Decimal(10), "期初"),
        (Decimal(-3), Decimal(7), "dispensed"),
    ]
    assert [each.moved_by for each in first_day] == ["郑主任", "赵药师"]
    assert [each.balance for each in world.api.movements(ASPIRIN, D2.date(), D2.date())] == [Decimal(5)]
    assert len(world.api.movements(ASPIRIN, D1.date(), D2.date())) == 3


@pytest.mark.req("R3.1")
def test_what_has_expired_is_on_the_shelf_and_not_usable(world: World) -> None:
    """Up to the end of the day on the box; herbal drugs are drugs."""
    for drug in (ASPIRIN, LIQUORICE):
        world.receive(drug, 4, "SOON", SOON)
        world.receive(drug, 3, "LATE", FAR)
    for moment, usable, expired, nearest in (
        (clock.at(SOON, 23, 59), 7, 0, SOON),
        (clock.at(SOON + timedelta(days=1)), 3, 4, FAR),
    ):
        world.at(moment)
        for row in map(world.stock, (ASPIRIN, LIQUORICE)):
            assert (row.quantity, row.expired, row.nearest_expiry) == (usable, expired, nearest)
    request = world.request((ASPIRIN, 4), (ASPIRIN, 3))
    assert [row.obstacle for row in request.lines.rows] == [StockShort.code, ""]
    with pytest.raises(StockShort) as refused:
        world.dispense(request, 0)
    assert [each.left for each in refused.value.details["shortages"]] == [Decimal(3)]
    world.dispense(request, 1)
    assert world.held(ASPIRIN) == {"SOON": Decimal(4)}


# -- receipts


@pytest.mark.req("R3.1")
def test_receipts_add_up_also_within_one_call(world: World) -> None:
    receipts = (receipt(), receipt(quantity="2.5"), receipt(batch="B2"), receipt(CEFUROXIME))
    key = new_key()
    assert bound(world.chief, key).receive_batches(receipts, "入库") == 4
    assert bound(world.chief, key).receive_batches(receipts, "入库") == 4
    world.receive(ASPIRIN, 1)
    assert world.held(ASPIRIN) == {"B1": Decimal("8.5"), "B2": Decimal(5)}
    assert world.held(CEFUROXIME) == {"B1": Decimal(5)}
    assert world.broken_identities() == []


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (receipt("999999"), UnknownDrug),
        (receipt("700002"), UnknownDrug),
        (receipt(quantity="0"), QuantityNotPositive),
        (receipt(quantity="-1"), QuantityNotPositive),
        (receipt(quantity="0.00001"), QuantityNotPositive),
        (receipt(quantity="1e30"), InvalidInput),
        (receipt(quantity="NaN"), InvalidInput),
        (receipt(expires=D1.date() - timedelta(days=1)), BatchExpired),
        (receipt(batch="B9", expires=SOON), BatchExpiryDiffers),
        (receipt(batch=" "), InvalidInput),
        (receipt(batch="B\x00"), InvalidInput),
        (receipt(batch="B" * 31), InvalidInput),
    ],
)
def test_one_wrong_receipt_refuses_all(world: World, wrong: BatchReceipt, error: type[Exception]) -> None:
    world.receive(ASPIRIN, 1, "B9", FAR)
    with pytest.raises(error):
        world.chief.receive_batches((receipt(CEFUROXIME), wrong), "入库")
    assert (world.held(CEFUROXIME), world.held(ASPIRIN)) == ({}, {"B9": Decimal(1)})


def test_two_expiry_dates_of_one_batch_within_a_call(world: World) -> None:
    with pytest.raises(BatchExpiryDiffers) as refused:
        world.chief.receive_batches((receipt(), receipt(expires=SOON)), "入库")
    assert refused.value.details == {"batch": "B1", "expiry": date(2027, 12, 31)}


def test_a_batch_may_be_received_on_its_last_day(world: World) -> None:
    world.receive(ASPIRIN, 1, "TODAY", D1.date())
    assert world.stock(ASPIRIN).quantity == 1


def test_only_the_head_pharmacist_enters_stock(world: World) -> None:
    with pytest.raises(MissingRight):
        world.api.receive_batches((receipt(),), "入库")


def test_receipts_are_audited_with_before_and_after(world: World) -> None:
    world.receive(ASPIRIN, 1, "AUDITED")
    world.receive(ASPIRIN, 2, "AUDITED")
    audit = world.hospital.running["pharmacy"].parts.kernel.audit
    query = audit.select().where(audit.c.subject == ASPIRIN, audit.c.operation == "receive_batches").order_by(audit.c.id)
    rows = world.units.read(SYSTEM, "audit", lambda work: work.rows(query, RowMapping))[0]
    assert (rows[-1]["before"], rows[-1]["after"]) == ('{"AUDITED":"1.0000"}', '{"AUDITED":"3.0000","cause":"期初"}')


# -- the flag


@pytest.mark.req("R2.7")
def test_the_wards_are_told_of_a_short_drug_once(world: World) -> None:
    row = world.chief.flag_short(ASPIRIN, True)
    assert (row.drug_code, row.short) == (ASPIRIN, True)
    world.chief.flag_short(ASPIRIN, True)
    world.at(D2)
    assert world.chief.flag_short(ASPIRIN, False).short is False
    world.chief.flag_short(ASPIRIN, False)
    assert world.told() == [ShortageChanged(ASPIRIN, True, D1), ShortageChanged(ASPIRIN, False, D2)]


@pytest.mark.req("R2.7")
def test_the_flag_leaves_the_stock_alone(world: World) -> None:
    world.receive(ASPIRIN, 5)
    cursor = world.api.changes(-1, 0).cursor
    assert world.chief.flag_short(ASPIRIN, True).quantity == 5
    assert {(each.kind, each.subject) for each in world.api.changes(cursor, 0).changes} == {
        ("shortage", ASPIRIN),
        ("stock", ASPIRIN),
    }
    world.dispense(world.request((ASPIRIN, 3)))
    assert world.stock(ASPIRIN).short is True
    for unknown in ("999999", "700002"):
        with pytest.raises(UnknownDrug):
            world.chief.flag_short(unknown, True)


# -- the check


def test_the_job_finds_a_batch_and_a_drug_that_do_not_add_up(world: World) -> None:
    world.receive(ASPIRIN, 5)
    world.receive(CEFUROXIME, 5)
    assert world.units.write(SYSTEM, "job", jobs.check_stock) == 0
    with world.hospital.running["pharmacy"].engine.begin() as db:
        db.execute(update(models.batch).where(models.batch.c.drug_code == ASPIRIN).values(quantity=Decimal(4)))
        db.execute(update(models.stock).where(models.stock.c.drug_code == CEFUROXIME).values(quantity=Decimal(6)))
    assert world.broken_identities() == [(ASPIRIN, "B1"), (ASPIRIN, ""), (CEFUROXIME, "")]
    assert world.units.write(SYSTEM, "job", jobs.check_stock) == 3
