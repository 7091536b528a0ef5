"""The six papers say what domain rules §6.1 demands, with the contract's figures and no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.contracts.admission.types import Payment, PayMethod, SettlementState
from shared.contracts.common import LineKind
from shared.contracts.pharmacy.types import SlipPatient
from shared.documents.charge_list import charge_list
from shared.documents.daily_bill import daily_bill, daily_bills
from shared.documents.deposit_receipt import deposit_receipt
from shared.documents.dispensing_slip import dispensing_slip
from shared.documents.payment_notice import payment_notice
from shared.documents.receipt import receipt
from tests import papers
from tests.papers import PRINTED_AT, WANG, ZHANG
from tests.shared.documents.readback import line_with, pages, text

WHO = ("李敏", PRINTED_AT)


def test_deposit_receipt() -> None:
    (page,) = pages(deposit_receipt(papers.a_deposit_receipt(), *WHO))
    for words in (
        "示范市第一人民医院",
        "住院预交金收据",
        "No. YJ00012345",
        "姓名 张秀英",
        "住院号 100001",
        "第1次",
        "病区 内一科(心血管呼吸内科)",
        "床号 12",
        "支付方式 现金",
        "收款时间 2026-11-18 10:05",
        "出院结算时收回",
        "收款人 李敏",
        "交款人签名",
    ):
        assert words in page
    assert line_with(page, "预交金额（大写）") == "预交金额（大写） 人民币伍佰元整 ￥500.00"
    assert "作废" not in page


def test_a_void_deposit_says_who_when_and_why() -> None:
    (page,) = pages(deposit_receipt(papers.a_deposit_receipt(void=True), *WHO))
    assert "作废时间 2026-11-18 11:00 作废人 李敏" in page
    assert "作废原因 支付方式录入错误" in page
    assert "作废经手人签名" in page


@pytest.mark.req("R1.20")
def test_payment_notice() -> None:
    (page,) = pages(payment_notice(papers.a_payment_notice(), *WHO))
    assert "住院交款通知单" in page
    assert "截至 2026-11-21 08:00" in page
    assert line_with(page, "累计费用") == "累计费用 ￥686.30 其中已结算 ￥100.00 未结算 ￥586.30"
    assert line_with(page, "预交金余额") == "预交金余额 ￥500.00 结余 ￥-86.30（欠费）"
    assert line_with(page, "应交金额") == "应交金额（大写） 人民币捌拾陆元叁角整 ￥86.30"
    assert line_with(page, "签发人").startswith("签发人 王芳 签发日期 2026-11-21")
    assert "年龄 67岁" in page


@pytest.mark.req("R1.20")
def test_a_notice_without_debt_asks_for_no_zero_yuan() -> None:
    owing = papers.a_payment_notice()
    (page,) = pages(payment_notice(replace(owing, balance=Decimal("12.00"), amount_to_pay=Decimal("0.00")), *WHO))
    assert "零元" not in page
    assert "没有欠费" in page


@pytest.mark.req("R1.26")
def test_receipt() -> None:
    (page,) = pages(receipt(papers.a_receipt(), *WHO))
    assert "票据号码 ZY00067890" in page
    assert line_with(page, "交款人") == "交款人 张秀英 性别 女 身份证号 510***********0022"
    assert line_with(page, "开票日期") == "开票日期 2026-11-21 校验码 8f3a2c"
    for name, amount in papers.NATIONAL_ITEMS:
        assert f"{name} {amount}" in page
    for absent in ("手术费", "中药饮片", "中成药费", "一般诊疗费"):
        assert absent not in page
    assert line_with(page, "金额合计（大写）") == "金额合计（大写） 人民币伍佰捌拾陆元叁角整 ￥586.30"
    for words in (
        "住院号 100001（第1次）",
        "住院科别 内一科(心血管呼吸内科)",
        "医保类型 自费",
        "住院时间 2026-11-18 至 2026-11-21",
        "费用日期 2026-11-18 至 2026-11-20",
        "预缴金额 500.00 补缴金额 86.30 退费金额 0.00",
        "结算方式 出院结算（第1段）",
        "医保统筹基金支付 0.00 个人支付 586.30 现金支付 86.30",
        f"业务流水号 {papers.SETTLEMENT}",
        "收款单位（章）",
        "复核人",
        "收款人 李敏",
    ):
        assert words in page
    assert "补打" not in page
    assert "作废" not in page


def test_days_are_the_hospitals_whatever_zone_a_moment_comes_in() -> None:
    midnight = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    paid = replace(papers.a_receipt(), admitted_at=midnight, discharged_at=midnight)
    page = text(receipt(replace(paid, settlement=replace(paid.settlement, settled_at=midnight)), *WHO))
    assert "开票日期 2026-11-21" in page
    assert "住院时间 2026-11-21 至 2026-11-21" in page
    assert "签发日期 2026-11-21" in text(payment_notice(replace(papers.a_payment_notice(), issued_at=midnight), *WHO))


@pytest.mark.req("R1.29")
def test_a_reprinted_void_receipt_carries_both_marks() -> None:
    (page,) = pages(receipt(papers.a_receipt(reprints=2, state=SettlementState.VOID), *WHO))
    assert "补打 2" in line_with(page, "打印人")
    assert "作废时间 2026-11-21 10:00 作废人 赵主任" in page
    assert "￥586.30" in page


@pytest.mark.req("R1.26")
def test_a_receipt_paid_in_part_by_card_shows_the_debt_and_four_digits_of_the_card() -> None:
    payments = (
        Payment(PayMethod.CASH, Decimal("20.00")),
        Payment(PayMethod.IC_CARD, Decimal("30.00"), "中国工商银行", "6222021234567890123"),
    )
    page = text(receipt(papers.a_receipt(state=SettlementState.OWING, payments=payments), *WHO))
    assert "现金支付 20.00" in page
    assert "IC卡支付 30.00（中国工商银行 尾号 0123）" in page
    assert "应补 86.30 实收 50.00（欠款）" in page
    assert "622202" not in page


def test_an_interim_receipt_with_surplus_names_what_is_carried_over() -> None:
    paid = papers.a_receipt(payments=(Payment(PayMethod.CARRY_OVER, Decimal("-100.00")),))
    page = text(
        receipt(replace(paid, discharged_at=None, settlement=replace(paid.settlement, carried_over=Decimal("100.00"))), *WHO)
    )
    assert "结转预交金 100.00" in page
    assert "结转支付 -100.00" in page
    assert "至 在院" in page


def test_a_receipt_without_items_is_zero_in_capitals() -> None:
    paid = papers.a_receipt()
    nothing = replace(paid, national_items=(), settlement=replace(paid.settlement, total=Decimal("0.00")))
    assert "人民币零元整 ￥0.00" in text(receipt(nothing, *WHO))


@pytest.mark.req("R2.10")
@pytest.mark.parametrize(
    ("day", "date", "total", "cumulative", "balance"),
    [
        (1, "2026-11-18", "231.80", "231.80", "268.20"),
        (2, "2026-11-19", "186.60", "418.40", "81.60"),
        (3, "2026-11-20", "167.90", "586.30", "-86.30（欠费）"),
    ],
)
def test_daily_bill(day: int, date: str, total: str, cumulative: str, balance: str) -> None:
    bill = papers.a_daily_bill(day)
    (page,) = pages(daily_bill(bill, *WHO))
    assert f"费用日期 {date}" in page
    for line in bill.lines:
        cells = (line.income_name, line.item_name, line.spec, line.unit, str(line.quantity), str(line.price), str(line.amount))
        assert " ".join(cell for cell in cells if cell) in page
    assert line_with(page, "当日合计") == f"当日合计 ￥{total}"
    assert line_with(page, "累计费用") == f"累计费用 ￥{cumulative} 预交金 ￥500.00 结余 ￥{balance}"
    assert "如有疑问请询问护士站" in page
    assert "未含收费处项目" not in page


@pytest.mark.req("R2.10")
def test_an_incomplete_bill_says_so_at_the_top_and_at_its_total() -> None:
    page = text(daily_bill(papers.a_daily_bill(2, complete=False), *WHO))
    assert page.count("未含收费处项目") == 2
    assert "未含收费处项目" in line_with(page, "当日合计")


@pytest.mark.req("R2.10")
def test_a_wards_bills_give_every_patient_sheets_of_their_own() -> None:
    found = pages(
        daily_bills((papers.a_long_daily_bill(WANG, 60), papers.a_daily_bill(1), papers.a_long_daily_bill(ZHANG, 0)), *WHO)
    )
    names = ["王䶮芃" if "王䶮芃" in page else "张秀英" for page in found]
    assert names == ["王䶮芃"] * (len(found) - 2) + ["张秀英"] * 2
    assert len(found) > 3
    assert "第1页 共1页" in found[-2]
    assert "当日无费用" in found[-1]
    assert "￥0.00" in line_with(found[-1], "当日合计")


@pytest.mark.req("R1.31")
def test_charge_list_by_income_type() -> None:
    charges = papers.a_charge_list()
    (page,) = pages(charge_list(charges, *WHO))
    assert "住院号 100001-1" in page
    assert "费用日期 2026-11-18 至 2026-11-20" in page
    for line in charges.lines:
        assert f"{line.quantity} {line.price:.2f} {line.amount}" in line_with(page, f"{line.item_code} {line.item_name}")
    for category in charges.by_category:
        if category.amount:
            assert line_with(page, f"{category.name}小计") == f"{category.name}小计 {category.amount}"
        else:
            assert category.name not in page
    assert line_with(page, "费用合计（大写）") == "费用合计（大写） 人民币伍佰捌拾陆元叁角整 ￥586.30"


@pytest.mark.req("R1.31")
def test_charge_list_of_a_receipt_bears_its_number() -> None:
    assert "票据号 ZY00067890" in text(charge_list(papers.a_charge_list("ZY00067890"), *WHO))


def test_a_charge_list_of_five_hundred_lines() -> None:
    found = pages(charge_list(papers.a_long_charge_list(500), *WHO))
    everything = "".join(found)
    assert all(f"{number:06d}" in everything for number in range(500))
    assert f"共{len(found)}页" in found[0]
    assert all("王䶮芃" in page and "项目编码 项目名称" in page for page in found)
    assert "药费小计 625.00" in found[-1]
    assert "￥625.00" in found[-1]


def test_an_empty_charge_list_says_so() -> None:
    (page,) = pages(charge_list(papers.a_long_charge_list(0), *WHO))
    assert "本期无费用" in page
    assert "人民币零元整 ￥0.00" in page


def test_a_charge_list_without_lines_is_a_summary_by_type() -> None:
    (page,) = pages(charge_list(replace(papers.a_charge_list(), lines=()), *WHO))
    assert "床位费小计 180.00" in page
    assert "￥586.30" in page


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charge_list(replace(papers.a_charge_list(), total=Decimal("586.31")), *WHO),
        lambda: charge_list(replace(papers.a_charge_list(), lines=papers.a_charge_list().lines[1:]), *WHO),
        lambda: daily_bill(replace(papers.a_daily_bill(1), day_total=Decimal("231.81")), *WHO),
        lambda: receipt(replace(papers.a_receipt(), national_items=papers.NATIONAL_ITEMS[1:]), *WHO),
    ],
)
def test_sums_that_disagree_are_not_printed(draw: Callable[[], bytes]) -> None:
    with pytest.raises(AssertionError):
        draw()


@pytest.mark.req("R3.4")
def test_dispensing_slip() -> None:
    (page,) = pages(dispensing_slip(papers.a_dispensing_slip(), *WHO))
    assert "No. FY20261119-0007" in page
    assert "病区 内一科(心血管呼吸内科)（W01） 发药时间 2026-11-19 11:20 发药人 陈药师" in page
    summary, details = page.split("二、患者明细")
    assert "200041 0.9%氯化钠注射液 100ml 袋 3" in summary
    assert "200048 ★高警示 10%氯化钾注射液 10ml:1g 支 1.5" in summary
    assert "100001 阿司匹林肠溶片（退药） 100mg 片 -1" in summary
    zhang, rest = details.split("13床 王䶮芃 男 77岁 住院号 100002-2")
    wang, li = rest.split("未分床 李玥 女 8月 住院号 100003-1")
    assert "12床 张秀英 女 67岁 住院号 100001-1 申请单 728394a5" in zhang
    assert "注射用头孢呋辛钠 0.75g 0.75g 静脉滴注 q8h 3 3 支 B00502611" in zhang
    assert zhang.count("高警示") == 0
    assert wang.index("长期") < wang.index("★高警示 胰岛素注射液") < wang.index("临时") < wang.index("★高警示 低分子肝素钠注射液")
    assert "长期" not in li
    assert li.index("临时") < li.index("头孢呋辛") < li.index("退药") < li.index("阿司匹林肠溶片 100mg 100mg 口服 qd 1 -2 片")
    for place in ("调配", "核对", "护士签收"):
        assert place in li


@pytest.mark.req("R3.4")
def test_an_infusion_is_never_torn_apart_by_a_page() -> None:
    slip = papers.a_dispensing_slip()
    many = replace(slip, patients=tuple(SlipPatient(each.patient, each.request_id, each.lines) for each in slip.patients * 20))
    found = pages(dispensing_slip(many, *WHO))
    assert len(found) > 5
    for page in found:
        assert page.count("10%氯化钾注射液") - ("200048" in page) == page.count("5%葡萄糖注射液") - ("200045" in page)
        assert "内一科" in page


@pytest.mark.req("S1")
def test_a_slip_warns_of_allergies_below_the_name_and_again_on_every_page() -> None:
    slip = papers.a_dispensing_slip()
    zhang, wang, li = slip.patients
    told = (replace(zhang, allergy="青霉素、头孢类"), replace(wang, allergy="无"), replace(li, allergy="不详"))
    (page,) = pages(dispensing_slip(replace(slip, patients=told), *WHO))
    assert line_with(page, "★过敏") == "★过敏：青霉素、头孢类"
    assert page.index("12床 张秀英") < page.index("★过敏") < page.index("长期")
    assert "住院号 100002-2 过敏：无 申请单" in page
    assert "住院号 100003-1 过敏：不详 申请单" in page
    assert page.count("★过敏") == 1
    longest = "对多种药物过敏，" * 24 + "见病历首页。"
    many = replace(told[0], allergy=longest, lines=zhang.lines * 20)
    found = pages(dispensing_slip(replace(slip, patients=(many,)), *WHO))
    assert len(found) > 1
    for page in found:
        assert f"★过敏：{longest}" in "".join(page.replace("（续）", "").split())


def test_an_empty_slip_says_so() -> None:
    page = text(dispensing_slip(replace(papers.a_dispensing_slip(), patients=(), by_drug=()), *WHO))
    assert "无药品" in page
    assert "无明细" in page


def test_a_slip_line_with_several_batches_and_a_long_name() -> None:
    slip = papers.a_dispensing_slip()
    line = papers.slip_line(
        LineKind.LONG_TERM,
        ("200099", "注射用重组人凝血因子Ⅷ(冻干,含灭菌注射用水)", "250IU/瓶", "瓶"),
        "1瓶",
        "静脉注射",
        "qd",
        1,
        "1",
    )
    line = replace(line, batches=("B202611001", "B202611002"))
    page = text(dispensing_slip(replace(slip, patients=(SlipPatient(ZHANG, slip.patients[0].request_id, (line,)),)), *WHO))
    assert "B202611001" in page
    assert "B202611002" in page
    assert "凝血因子Ⅷ" in page.replace("\n", "")
