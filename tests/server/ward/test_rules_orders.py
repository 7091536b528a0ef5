"""Order entry, confirmation and stopping: §2.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from server.ward.order_rules import (
    RunningItem,
    check_confirmation,
    check_draft,
    check_editable,
    check_exclusive,
    check_group,
    check_stop,
)
from shared.clock import at
from shared.contracts.ward import errors
from shared.contracts.ward.types import OrderDraft, OrderKind
from shared.errors import BusinessError
from shared.identifiers import OrderId
from tests.catalog_data import drug_facts, frequencies, items, usages

NOW = at(date(2025, 3, 2), 10)
ASPIRIN, KCL, NITROGLYCERIN, BED, OXYGEN = "100001", "200048", "100040", "700001", "300008"


def draft(**changes: Any) -> OrderDraft:
    """A long-term order of one aspirin tablet a day, from now."""
    complete = OrderDraft(
        kind=OrderKind.LONG_TERM,
        group_no=1,
        item_code=ASPIRIN,
        dose=Decimal(1),
        dose_unit="片",
        usage=1,
        frequency=1,
        start_at=NOW,
    )
    return replace(complete, **changes)


def check(order: OrderDraft, *, short: bool = False, now: datetime = NOW, withdrawn: bool = False) -> None:
    """Look the draft's numbers up in the catalogue and check it."""
    item, facts = items().get(order.item_code), drug_facts().get(order.item_code)
    check_draft(
        order,
        replace(item, withdrawn=withdrawn) if item else None,
        usages().get(order.usage),
        next((frequency for frequency in frequencies().values() if frequency.id == order.frequency), None),
        now=now,
        short=short,
        forbidden_usages=facts.forbidden_usages if facts else (),
        allowed_usages=facts.allowed_usages if facts else (),
    )


@pytest.mark.req("R2.V")
@pytest.mark.parametrize(
    "order",
    [
        draft(),
        draft(stop_at=NOW + timedelta(minutes=1)),
        draft(dose=Decimal(300), dose_unit="mg"),
        draft(kind=OrderKind.TEMPORARY, frequency=22),
        draft(frequency=3, first_day_times=0),
        draft(frequency=3, first_day_times=3),
        draft(item_code=BED, dose_unit="日", usage=18),
        draft(item_code="200901", dose=Decimal(6), dose_unit="g", usage=19),
        draft(item_code=NITROGLYCERIN, usage=9, frequency=24),
    ],
)
def test_a_complete_order_is_accepted(order: OrderDraft) -> None:
    check(order)


# The checks of the source in its order: each draft holds this mistake and every later one.
MISTAKES: list[tuple[dict[str, Any], type[BusinessError], str]] = [
    ({"start_at": None}, errors.StartMissing, "必须输入开始日期!"),
    ({"item_code": ""}, errors.ItemUnknown, "必须输入有效的治疗项目!"),
    ({"frequency": 0}, errors.TimesMissing, "请输入用量!"),
    ({"stop_at": NOW - timedelta(hours=21)}, errors.StopBeforeStart, "停止时间必须大于开始时间"),
    ({"dose": Decimal(4)}, errors.DoseTooHigh, "剂量超出允许范围,请改正!"),
    ({"start_at": NOW - timedelta(hours=20, minutes=1)}, errors.OrderTooOld, "只能录入早于当前时间20小时以内的医嘱"),
    ({"usage": 0}, errors.UsageUnknown, "请输入有效的用法"),
]


@pytest.mark.req("R2.V")
@pytest.mark.parametrize("first", range(len(MISTAKES)))
def test_of_several_mistakes_the_earlier_check_speaks(first: int) -> None:
    mistakes: dict[str, Any] = {}
    for change, _, _ in reversed(MISTAKES[first:]):
        mistakes |= change
    _, error, sentence = MISTAKES[first]
    with pytest.raises(error) as refusal:
        check(draft(**mistakes))
    assert refusal.value.sentence().startswith(sentence)


@pytest.mark.req("R2.V")
def test_an_order_without_dose_and_with_a_bad_stop_shows_the_stop_message_first() -> None:
    with pytest.raises(errors.StopBeforeStart):
        check(draft(dose=None, stop_at=NOW - timedelta(hours=1)))


@pytest.mark.req("R2.V")
def test_a_stop_at_the_very_start_is_refused() -> None:
    with pytest.raises(errors.StopBeforeStart):
        check(draft(stop_at=NOW))


@pytest.mark.req("R2.V")
@pytest.mark.parametrize("dose", [None, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("Infinity"), Decimal("0.00001")])
def test_a_dose_is_greater_than_zero(dose: Decimal | None) -> None:
    with pytest.raises(errors.DoseMissing) as refusal:
        check(draft(dose=dose))
    assert refusal.value.sentence() == "请输入剂量"


@pytest.mark.req("R2.V", "R2.U")
def test_a_dose_of_nothing_is_no_dose_whatever_its_unit() -> None:
    with pytest.raises(errors.DoseMissing):
        check(draft(dose=Decimal(0), dose_unit="ml"))


def test_the_largest_dose_counts_order_units_and_an_item_without_one_has_no_limit() -> None:
    check(draft(dose=Decimal(3)))
    with pytest.raises(errors.DoseTooHigh) as refusal:
        check(draft(dose=Decimal("0.3001"), dose_unit="g"))
    assert refusal.value.details == {"limit": 3, "unit": "片"}
    check(draft(item_code="300015", dose=Decimal(99), dose_unit="次", usage=17))


@pytest.mark.req("R2.U")
def test_a_dose_in_a_unit_the_drug_does_not_have_is_refused() -> None:
    with pytest.raises(errors.DoseUnitUnknown):
        check(draft(dose_unit="ml"))


@pytest.mark.req("R2.V")
def test_an_order_starts_at_most_twenty_hours_ago() -> None:
    """§2.2: at 03-02 10:00 the earliest start is 03-01 14:00; 13:59 is refused."""
    check(draft(start_at=at(date(2025, 3, 1), 14)))
    with pytest.raises(errors.OrderTooOld):
        check(draft(start_at=at(date(2025, 3, 1), 13, 59)))


@pytest.mark.req("R2.V")
def test_an_order_starts_at_most_a_day_ahead() -> None:
    check(draft(start_at=NOW + timedelta(hours=24)))
    with pytest.raises(errors.OrderTooFarAhead) as refusal:
        check(draft(start_at=NOW + timedelta(hours=24, minutes=1)))
    assert refusal.value.details == {"hours": 24}


@pytest.mark.req("R2.V")
@pytest.mark.parametrize(
    ("item", "unit", "usage"),
    [
        (KCL, "g", 4),
        (NITROGLYCERIN, "片", 1),
        (ASPIRIN, "片", 17),
        (BED, "日", 1),
    ],
    ids=["potassium is never pushed", "nitroglycerin only under the tongue", "a drug by treatment", "a bed by mouth"],
)
def test_a_usage_fits_its_item(item: str, unit: str, usage: int) -> None:
    with pytest.raises(errors.UsageNotForItem) as refusal:
        check(draft(item_code=item, dose_unit=unit, usage=usage))
    assert refusal.value.details == {"usage": usages()[usage].name, "item": items()[item].name}


@pytest.mark.req("R2.V")
@pytest.mark.parametrize("name", ["st", "once", "sos"])
def test_frequencies_of_temporary_orders_are_refused_for_long_term_ones(name: str) -> None:
    with pytest.raises(errors.FrequencyNotForKind) as refusal:
        check(draft(frequency=frequencies()[name].id))
    assert refusal.value.details == {"frequency": frequencies()[name].label}
    check(draft(frequency=frequencies()[name].id, kind=OrderKind.TEMPORARY))


@pytest.mark.req("R2.V")
def test_a_temporary_order_has_no_stop() -> None:
    with pytest.raises(errors.NotLongTerm):
        check(draft(kind=OrderKind.TEMPORARY, frequency=22, stop_at=NOW + timedelta(hours=1)))


@pytest.mark.req("R2.7", "R2.V")
def test_short_and_withdrawn_items_are_refused() -> None:
    with pytest.raises(errors.ItemShort) as refusal:
        check(draft(), short=True)
    assert refusal.value.sentence() == "药房缺药：阿司匹林肠溶片，请更换"
    with pytest.raises(errors.ItemWithdrawn) as gone:
        check(draft(), withdrawn=True)
    assert gone.value.details == {"item": "阿司匹林肠溶片"}


@pytest.mark.req("R2.V")
def test_f16_hourly_items_and_the_hourly_frequency_are_not_available() -> None:
    with pytest.raises(errors.HourlyNotYet) as refusal:
        check(draft(item_code=OXYGEN, dose_unit="小时", usage=22, frequency=28))
    assert refusal.value.details == {"item": "氧气吸入"}
    with pytest.raises(errors.HourlyNotYet) as by_frequency:
        check(draft(frequency=28))
    assert by_frequency.value.details == {"item": next(each.label for each in frequencies().values() if each.id == 28)}


@pytest.mark.req("R2.V")
@pytest.mark.parametrize("times", [-1, 4])
def test_first_day_times_lie_within_the_frequency(times: int) -> None:
    with pytest.raises(errors.FirstDayTimesOutOfRange) as refusal:
        check(draft(frequency=3, first_day_times=times))
    assert refusal.value.details == {"limit": 3}


@pytest.mark.req("R2.V")
def test_a_group_shares_usage_frequency_start_and_stop() -> None:
    check_group([draft(), draft(item_code=KCL, dose=Decimal(2))])
    for change in ({"usage": 2}, {"frequency": 2}, {"start_at": NOW + timedelta(minutes=1)}, {"stop_at": NOW + timedelta(days=1)}):
        with pytest.raises(errors.GroupDiffers):
            check_group([draft(), draft(**change)])


@pytest.mark.req("R2.V")
def test_f16_one_bed_one_nursing_level_one_diet_at_a_time() -> None:
    running = [RunningItem("Ⅱ级护理", "nursing", None), RunningItem("床位费(三人间)", "bed", NOW)]
    with pytest.raises(errors.ExclusiveItemRunning) as refusal:
        check_exclusive(items()["900002"], OrderKind.LONG_TERM, NOW, running)
    assert refusal.value.details == {"other": "Ⅱ级护理"}
    check_exclusive(items()["700002"], OrderKind.LONG_TERM, NOW, running)
    with pytest.raises(errors.ExclusiveItemRunning):
        check_exclusive(items()["700002"], OrderKind.LONG_TERM, NOW - timedelta(minutes=1), running)
    check_exclusive(items()["A10001"], OrderKind.LONG_TERM, NOW, running)
    check_exclusive(items()[ASPIRIN], OrderKind.LONG_TERM, NOW, running)
    check_exclusive(items()["900002"], OrderKind.TEMPORARY, NOW, running)


@pytest.mark.req("R2.V")
def test_a_confirmed_order_is_neither_changed_nor_deleted() -> None:
    check_editable(confirmed=False)
    with pytest.raises(errors.OrderConfirmedAlready):
        check_editable(confirmed=True)


@pytest.mark.req("R2.4")
def test_a_second_nurse_confirms_and_the_whole_group() -> None:
    group = {OrderId("a"), OrderId("b")}
    check_confirmation("n2", ["n1", "n1"], group, group)
    with pytest.raises(errors.OwnOrder):
        check_confirmation("n1", ["n2", "n1"], group, group)
    with pytest.raises(errors.GroupPartlyConfirmed):
        check_confirmation("n2", ["n1"], {OrderId("a")}, group)


@pytest.mark.req("R2.V")
def test_a_confirmed_long_term_order_gets_a_stop_time_once() -> None:
    later = NOW + timedelta(hours=1)
    check_stop(OrderKind.LONG_TERM, NOW, None, later, confirmed=True)
    with pytest.raises(errors.NotLongTerm):
        check_stop(OrderKind.TEMPORARY, NOW, None, later, confirmed=True)
    with pytest.raises(errors.NotLongTerm):
        check_stop(OrderKind.LONG_TERM, NOW, None, later, confirmed=False)
    with pytest.raises(errors.StopFrozen):
        check_stop(OrderKind.LONG_TERM, NOW, later, later, confirmed=True)
    with pytest.raises(errors.StopMissing):
        check_stop(OrderKind.LONG_TERM, NOW, None, None, confirmed=True)
    with pytest.raises(errors.StopBeforeStart):
        check_stop(OrderKind.LONG_TERM, NOW, None, NOW, confirmed=True)
