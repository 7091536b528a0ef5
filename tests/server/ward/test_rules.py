"""Doses, rounding, add-ons and reversal limits: §2.4–§2.6."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.ward.rules import (
    AddOnQuantity,
    add_ons_for_group,
    check_line_reversible,
    dose_in_units,
    issue_quantity,
    returned_quantity,
    reversible,
)
from shared.contracts.common import AddOn, LineKind, LineState
from shared.contracts.ward.errors import DoseUnitUnknown, LineNotReversible, LinesSettled, ReversalTooMuch
from shared.money import line_amount, total
from tests.catalog_data import drug_facts, initials, items, usages, wards

D = Decimal
CEFUROXIME, SALINE_100, INSULIN, KCL, PENICILLIN = "200050", "200041", "200059", "200048", "200051"
ASPIRIN, METFORMIN, DIGOXIN, LIQUORICE, LEVOFLOXACIN_BOTTLE = "100001", "100014", "100011", "200901", "200053"


def test_the_demo_catalogue_is_whole() -> None:
    assert len(drug_facts()) == 68
    assert len(items()) == 68 + 60
    assert len(wards()) == 8
    assert {add_on.item_code for usage in usages().values() for add_on in usage.add_ons} <= items().keys()
    assert "lhn" in initials("0.9%氯化钠")
    assert initials("长") == ("c", "z")


@pytest.mark.req("R2.U")
@pytest.mark.parametrize(
    ("code", "dose", "unit", "quantity"),
    [
        (INSULIN, "6", "u", "0.015"),
        (INSULIN, "0.1", "支", "0.1"),
        (INSULIN, "1", "ml", "0.1"),
        (ASPIRIN, "300", "mg", "3"),
        (ASPIRIN, "0.1", "g", "1"),
        (METFORMIN, "250", "mg", "0.5"),
        (DIGOXIN, "125", "ug", "0.5"),
        (DIGOXIN, "125", "μg", "0.5"),
        (KCL, "15", "ml", "1.5"),
        (KCL, "1.5", "g", "1.5"),
        (PENICILLIN, "160", "万u", "2"),
        (PENICILLIN, "800000", "U", "1"),
        (SALINE_100, "50", "ml", "0.5"),
        (LEVOFLOXACIN_BOTTLE, "100", " mL ", "1"),
        (LIQUORICE, "6", "g", "6"),
        (ASPIRIN, "1", "片", "1"),
        (METFORMIN, "1", "mg", "0.002"),
        ("200052", "1", "g", "0.2222"),
        ("700001", "1", "日", "1"),
        (ASPIRIN, "0.00005", "片", "0.0001"),
        (ASPIRIN, "0.005", "mg", "0.0001"),
    ],
)
def test_a_dose_becomes_order_units(code: str, dose: str, unit: str, quantity: str) -> None:
    assert dose_in_units(D(dose), unit, items()[code]) == D(quantity)


@pytest.mark.req("R2.U")
@pytest.mark.parametrize(
    ("code", "unit"),
    [(ASPIRIN, "ml"), (ASPIRIN, "u"), (SALINE_100, "g"), (INSULIN, "mg"), (ASPIRIN, "粒"), ("700001", "mg"), (ASPIRIN, "")],
)
def test_a_unit_that_the_strength_does_not_speak_of_is_refused(code: str, unit: str) -> None:
    with pytest.raises(DoseUnitUnknown) as refusal:
        dose_in_units(D(1), unit, items()[code])
    assert refusal.value.details == {"unit": unit, "order_unit": items()[code].unit}


def test_a_strength_of_zero_converts_nothing() -> None:
    with pytest.raises(DoseUnitUnknown):
        dose_in_units(D(1), "mg", replace(items()[ASPIRIN], strength=D(0)))


@pytest.mark.req("R2.U")
@pytest.mark.parametrize(
    ("dose", "administrations", "rounding", "quantity"),
    [
        ("0.5", 3, 0, "1.5"),
        ("0.5", 3, 1, "3"),
        ("1.5", 2, 1, "4"),
        ("0.5", 3, 2, "2"),
        ("0.25", 4, 2, "1"),
        ("0.6667", 3, 2, "2"),
        ("0.3333", 3, 2, "1"),
        ("0.015", 3, 3, "1"),
        ("0.4", 3, 3, "2"),
        ("2", 3, 2, "6"),
        ("1", 0, 1, "0"),
        ("1", 0, 2, "0"),
    ],
)
def test_issued_quantity_follows_the_rounding_of_the_drug(dose: str, administrations: int, rounding: int, quantity: str) -> None:
    assert issue_quantity(D(dose), administrations, rounding) == D(quantity)


@pytest.mark.req("R2.U")
def test_of_ampoules_each_dose_forgives_its_own_noise_and_no_more() -> None:
    assert issue_quantity(D("1.0001"), 2, 1) == 4
    assert issue_quantity(D("1.00005"), 2, 1) == 2


def test_an_opened_vial_is_used_up_before_the_next_is_charged() -> None:
    dose = D("0.015")
    assert issue_quantity(dose, 3, 3, in_hand=D("0.955")) == 0
    assert issue_quantity(dose, 3, 3, in_hand=D("0.045")) == 0
    assert issue_quantity(dose, 3, 3, in_hand=D("0.01")) == 1


@settings(deadline=None)
@given(
    dose=st.decimals("0.0001", "100", places=4),
    administrations=st.integers(0, 24),
    rounding=st.integers(0, 3),
    in_hand=st.decimals("0", "50", places=4),
)
def test_issued_quantity_covers_the_doses_and_is_never_negative(
    dose: Decimal, administrations: int, rounding: int, in_hand: Decimal
) -> None:
    quantity = issue_quantity(dose, administrations, rounding, in_hand)
    held = quantity + (in_hand if rounding == 3 else 0)
    assert quantity >= 0
    assert held + D("0.00005") * administrations >= dose * administrations
    assert rounding == 0 or quantity == int(quantity)


@pytest.mark.req("R2.3")
def test_add_ons_of_an_infusion_arise_once_for_the_group() -> None:
    """§2.4: q8h, saline and cefuroxime in group 7 — 25.80 of drugs, 30.30 of add-ons, 56.10 a day, not 86.40."""
    administrations = 3
    drugs = total(
        line_amount(issue_quantity(D(1), administrations, items()[code].rounding), items()[code].price)
        for code in (SALINE_100, CEFUROXIME)
    )
    add_ons = add_ons_for_group(usages()[2], members=2)
    extra = total(line_amount(add_on.quantity * administrations, items()[add_on.item_code].price) for add_on in add_ons)
    assert add_ons == (AddOnQuantity("300001", D(1)), AddOnQuantity("D30001", D(1)))
    assert (drugs, extra, drugs + extra) == (D("25.80"), D("30.30"), D("56.10"))


@pytest.mark.req("R2.3")
def test_laboratory_orders_share_one_draw_but_each_has_its_tube() -> None:
    assert add_ons_for_group(usages()[16], members=3) == (AddOnQuantity("300009", D(1)), AddOnQuantity("D30004", D(3)))


def test_oral_drugs_have_no_add_ons() -> None:
    assert add_ons_for_group(usages()[1], members=4) == ()


def test_running_hours_of_a_pump_are_not_proposed_but_its_syringe_is() -> None:
    assert add_ons_for_group(usages()[14], members=1) == (AddOnQuantity("D30008", D(1)),)


def test_an_item_named_twice_by_a_usage_is_one_add_on() -> None:
    usage = replace(usages()[1], add_ons=(AddOn("D30004", D(1), True, False), AddOn("D30004", D("0.5"), False, False)))
    assert add_ons_for_group(usage, members=2) == (AddOnQuantity("D30004", D(2)),)


@pytest.mark.req("R1.14")
def test_reversals_of_a_line_stay_within_its_quantity() -> None:
    """§2.6: 3 at 1.20 charged, 1 returned when the price is 1.30: −1.20; a second return of 3 is refused, at most 2 are left."""
    returned = reversible(D(3), D(0), D(1))
    assert line_amount(-returned, D("1.20")) == D("-1.20")
    with pytest.raises(ReversalTooMuch) as refusal:
        reversible(D(3), D(1), D(3))
    assert refusal.value.details == {"left": 2}
    assert reversible(D(3), D(1), D(2)) == 2


@pytest.mark.req("R1.14")
@pytest.mark.parametrize("wanted", ["0", "-1"])
def test_a_reversal_takes_something_back(wanted: str) -> None:
    with pytest.raises(ReversalTooMuch):
        reversible(D(3), D(0), D(wanted))


def test_what_is_left_of_a_reversed_line_reads_as_a_plain_number() -> None:
    for original, done, left in (("30", "0", "30"), ("1.5000", "0.5000", "1"), ("2", "2", "0")):
        with pytest.raises(ReversalTooMuch) as refusal:
            reversible(D(original), D(done), D(99))
        assert refusal.value.details == {"left": D(left)}


@pytest.mark.req("R1.14")
@pytest.mark.parametrize(
    ("quantity", "dose", "rounding", "one_by_one"),
    [
        ("3", "0.75", 1, [1, 1, 1]),
        ("6", "2", 2, [2, 2, 2]),
        ("2", "0.5", 2, [1, 0, 1]),
        ("5", "1.5", 2, [2, 1, 2]),
        ("1", "0.1", 3, [0, 0, 1]),
        ("1", None, 0, ["0.3333", "0.3334", "0.3333"]),
        ("1", "0.4", 2, [0, 0, 1]),
    ],
)
def test_administrations_bring_back_their_share_and_never_an_opened_package(
    quantity: str, dose: str | None, rounding: int, one_by_one: list[int | str]
) -> None:
    def returned(done: int, wanted: int) -> Decimal:
        return returned_quantity(D(quantity), 3, done, wanted, rounding, None if dose is None else D(dose))

    assert [returned(done, 1) for done in range(3)] == [D(share) for share in one_by_one]
    assert returned(0, 3) == D(quantity)


def test_a_share_is_rounded_half_up_like_everything() -> None:
    assert [returned_quantity(D("0.0001"), 2, done, 1) for done in (0, 1)] == [D(0), D("0.0001")]


@pytest.mark.parametrize(("done", "wanted"), [(0, 4), (2, 2), (3, 1), (0, 0), (1, -1)])
def test_no_more_administrations_come_back_than_were_given(done: int, wanted: int) -> None:
    with pytest.raises(ReversalTooMuch) as refusal:
        returned_quantity(D(3), 3, done, wanted, 1)
    assert refusal.value.details == {"left": 3 - done}


@settings(deadline=None)
@given(dose=st.decimals("0.0001", "500", places=4), administrations=st.integers(1, 24), data=st.data(), rounding=st.integers(0, 3))
def test_partial_reversals_add_up_to_the_line(dose: Decimal, administrations: int, data: st.DataObject, rounding: int) -> None:
    quantity = issue_quantity(dose, administrations, rounding)
    done, back = 0, D(0)
    while done < administrations:
        wanted = data.draw(st.integers(1, administrations - done))
        share = returned_quantity(quantity, administrations, done, wanted, rounding, dose)
        assert share >= 0
        done, back = done + wanted, back + share
        assert quantity - back >= dose * (administrations - done) - D("0.0012")
    assert back == quantity


def test_only_money_that_is_not_settled_can_be_reversed() -> None:
    check_line_reversible(LineKind.LONG_TERM, LineState.CONFIRMED, settled=False)
    with pytest.raises(LineNotReversible, match="not_reversible") as refusal:
        check_line_reversible(LineKind.REVERSAL, LineState.CONFIRMED, settled=False)
    assert refusal.value.sentence() == "这条费用不能冲正（冲正）"
    for state in (LineState.PENDING, LineState.REFUSED, LineState.WITHDRAWN):
        with pytest.raises(LineNotReversible) as refusal:
            check_line_reversible(LineKind.ADD_ON, state, settled=False)
        assert refusal.value.details["state"] is state
    with pytest.raises(LinesSettled):
        check_line_reversible(LineKind.LONG_TERM, LineState.CONFIRMED, settled=True)
