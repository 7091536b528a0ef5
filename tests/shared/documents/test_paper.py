"""The sheet: heading, barcode, footer, page numbers, what the file tells about itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import pytest
from reportlab.graphics.barcode.code128 import Code128

from shared.documents.deposit_receipt import deposit_receipt
from shared.documents.paper import A4, A5_LANDSCAPE, A5_PORTRAIT, Field, Heading, Paper, Printed, Size, mm
from shared.documents.receipt import receipt
from shared.documents.table import Column, Row, Table
from tests.papers import HOSPITAL, PRINTED_AT, a_deposit_receipt, a_receipt
from tests.shared.documents import readback

PRINTED = Printed("李敏", PRINTED_AT)


def _paper(size: Size = A4, **heading: object) -> Paper:
    paper = Paper(size, PRINTED)
    paper.begin(Heading(HOSPITAL, "测试单据", "T0001", **heading))  # type: ignore[arg-type]
    return paper


def test_heading_and_footer_on_every_page() -> None:
    paper = _paper(subject="张秀英　12床")
    paper.write("第一张")
    paper.new_page()
    paper.write("第二张")
    first, second = readback.pages(paper.pdf())
    for page in (first, second):
        assert HOSPITAL in page
        assert "测试单据" in page
        assert "No. T0001" in page
        assert "打印人 李敏 打印时间 2026-11-21 09:40" in page
    assert ("第1页 共2页" in first, "张秀英" in first) == (True, False)
    assert ("第2页 共2页" in second, "张秀英 12床" in second) == (True, True)


def test_text_and_signatures_run_on_over_the_page() -> None:
    paper = _paper(A5_LANDSCAPE)
    paper.write("\n".join(f"第{number:02d}行" for number in range(30)))
    paper.sink(paper.bottom - paper.body_top)
    paper.signatures(("收款人　李敏", "交款人签名："))
    first, second, third = readback.pages(paper.pdf())
    assert all(f"第{number:02d}行" in first + second for number in range(30))
    assert "收款人 李敏 交款人签名：" in third


def test_each_document_counts_its_own_pages() -> None:
    paper = _paper()
    paper.new_page()
    paper.begin(Heading(HOSPITAL, "另一单据", "T0002"))
    assert [readback.line_with(page, "共").split("09:40 ")[1] for page in readback.pages(paper.pdf())] == [
        "第1页 共2页",
        "第2页 共2页",
        "第1页 共1页",
    ]


@pytest.mark.req("R1.29")
@pytest.mark.parametrize(("reprints", "marked"), [(0, False), (1, True), (12, True)])
def test_reprints_are_marked_at_the_foot(reprints: int, marked: bool) -> None:
    page = readback.text(_paper(reprints=reprints).pdf())
    assert ("补打" in page) is marked
    assert (f"补打 {reprints}" in readback.line_with(page, "打印人")) is marked


@pytest.mark.parametrize(
    ("size", "points"), [(A4, "595.276 x 841.89"), (A5_PORTRAIT, "419.528 x 595.276"), (A5_LANDSCAPE, "595.276 x 419.528")]
)
def test_sheets_have_their_size(size: Size, points: str) -> None:
    assert readback.info(_paper(size).pdf())["Page size"].startswith(points)


@pytest.mark.parametrize("number", ["ZY00067890", "100001-1", "FY20261119-0007", "12345"])
def test_the_barcode_on_paper_reads_as_the_number(number: str) -> None:
    paper = Paper(A5_PORTRAIT, PRINTED)
    paper.begin(Heading("", "", number))
    dpi = 600
    row = readback.pixels(paper.pdf(), dpi)[round((10 + 4) / 25.4 * dpi)]
    runs = [(black, len(list(run))) for black, run in groupby(value < 128 for value in row)]
    bars = [length for _, length in runs[1:-1]]
    # Start, data, check: six runs of eleven modules each; stop: seven runs of thirteen.
    symbols = [bars[start : start + 6] for start in range(0, len(bars) - 7, 6)]
    expected = Code128(number, quiet=0)
    expected.validate()
    expected.encode()
    expected.decompose()
    widths = [ord(width.lower()) - ord("a") + 1 for width in expected.decomposed]
    assert [round(run * 11 / sum(symbol)) for symbol in symbols for run in symbol] == widths[:-7]
    assert min(bars) / dpi * 25.4 >= 0.18


def test_a_number_that_has_no_barcode_is_still_printed() -> None:
    paper = Paper(A4, PRINTED)
    paper.begin(Heading(HOSPITAL, "测试单据", "甲0001"))
    assert "No. 甲0001" in readback.text(paper.pdf())


@pytest.mark.parametrize("name", ["市医院", HOSPITAL, "示范大学附属第一临床医学院心血管病与呼吸疾病中心(东院区)"])
def test_a_hospital_name_of_any_length_keeps_clear_of_the_barcode(name: str) -> None:
    paper = Paper(A5_PORTRAIT, PRINTED)
    paper.begin(Heading(name, "测试单据", "FY20261119-0007"))
    (printed,) = [word for word in readback.words(paper.pdf()) if word.text == name]
    margin, barcode = 10 * mm, 42 * mm
    assert margin - 1 <= printed.left
    assert printed.right <= A5_PORTRAIT.width - margin - barcode


def test_long_values_wrap_inside_their_cell() -> None:
    name = "阿卜杜热西提·买买提艾力·阿卜杜外力江"
    paper = _paper(A5_PORTRAIT)
    paper.fields((Field("姓名", name), Field("性别", "男")), columns=4)
    words = readback.words(paper.pdf())
    (sex,) = [word for word in words if word.text == "性别"]
    parts = [word for word in words if word.text in name]
    assert "".join(word.text for word in parts) == name
    assert len({word.bottom for word in parts}) > 1
    assert all(word.right < sex.left for word in parts)


def test_void_is_stamped_across_the_sheet() -> None:
    def stamped(pdf: bytes) -> int:
        return sum(row.count(round(0.72 * 255)) for row in readback.pixels(pdf, 50))

    assert stamped(_paper(A5_LANDSCAPE, void=True).pdf()) > 500
    assert stamped(_paper(A5_LANDSCAPE).pdf()) < 50


def test_only_our_embedded_fonts_are_used() -> None:
    assert [(name.partition("+")[2], embedded) for name, embedded in readback.fonts(receipt(a_receipt(), "李敏", PRINTED_AT))] == [
        ("NotoSansSC-Regular", True),
        ("NotoSansSC-Bold", True),
    ]


def test_metadata_names_the_hospital_and_no_patient() -> None:
    pdf = receipt(a_receipt(), "李敏", PRINTED_AT)
    found = readback.info(pdf)
    assert (found["Title"], found["Author"], found["Creator"]) == ("住院收费票据", HOSPITAL, "inpatient-his")
    assert not any(secret in value for value in found.values() for secret in ("张秀英", "100001", "ZY00067890", "李敏"))


def test_the_same_values_give_the_same_bytes() -> None:
    first, second = (deposit_receipt(a_deposit_receipt(), "李敏", PRINTED_AT) for _ in range(2))
    assert first == second
    assert first != deposit_receipt(a_deposit_receipt(), "王芳", PRINTED_AT)


def test_threads_may_draw_at_once() -> None:
    alone = receipt(a_receipt(), "李敏", PRINTED_AT)
    with ThreadPoolExecutor(4) as pool:
        together = [job.result() for job in [pool.submit(receipt, a_receipt(), "李敏", PRINTED_AT) for _ in range(16)]]
    assert set(together) == {alone}


@pytest.mark.parametrize("name", ["王䶮芃", "李玥㛃", "张𬭎𫟼"])
def test_rare_characters_print_and_can_be_searched(name: str) -> None:
    paper = _paper()
    paper.write(name)
    paper.write(name, bold=True)
    assert readback.text(paper.pdf()).count(name) == 2


COLUMNS = (Column("项目名称", 60), Column("规格", 40), Column("金额", 20, "right"))


def test_table_headers_and_titles_repeat_on_every_page() -> None:
    paper = _paper()
    table = Table(paper, COLUMNS)
    table.band("张秀英")
    table.band("长期", level=1)
    for number in range(120):
        table.rows(Row((f"药品{number:03d}", "100mg", "1.00")))
    table.band("临时", level=1)
    table.rows(Row(("最后一行", "", "2.00")))
    table.close()
    first, *others = readback.pages(paper.pdf())
    assert len(others) == 2
    assert "（续）" not in first
    for page in others:
        assert "项目名称 规格 金额" in page
        assert "张秀英（续）" in page
        assert "长期（续）" in page
    assert [f"药品{number:03d}" in "".join([first, *others]) for number in range(120)] == [True] * 120
    assert "临时（续）" not in others[-1]


def test_a_title_goes_with_its_first_row() -> None:
    paper = _paper()
    paper.y = paper.bottom - 32
    table = Table(paper, COLUMNS)
    table.band("王䶮芃")
    table.rows(Row(("药品", "100mg", "1.00")))
    first, second = readback.pages(paper.pdf())
    assert "王䶮芃" not in first
    assert "王䶮芃\n" in second.replace(" ", "")
    assert "（续）" not in second


def test_rows_that_belong_together_stay_together() -> None:
    paper = _paper()
    table = Table(paper, COLUMNS)
    paper.y = paper.bottom - 30
    table.rows(*(Row((f"成组{number}", "", "")) for number in range(4)))
    first, second = readback.pages(paper.pdf())
    assert "成组" not in first
    assert all(f"成组{number}" in second for number in range(4))


def test_a_group_longer_than_a_page_runs_on_without_an_empty_page() -> None:
    paper = _paper()
    table = Table(paper, COLUMNS)
    table.rows(*(Row((f"成组{number:03d}", "", "")) for number in range(100)))
    found = readback.pages(paper.pdf())
    assert len(found) == 2
    assert "成组000" in found[0]
    assert "成组099" in found[1]


def test_amounts_stand_flush_right() -> None:
    paper = _paper()
    table = Table(paper, (Column("项目", 60), Column("金额", 40, "right")))
    amounts = ("1.50", "180.00", "-86.30", "12345.67")
    for amount in amounts:
        table.rows(Row(("项", amount)))
    ends = [word.right for word in readback.words(paper.pdf()) if word.text in amounts]
    assert ends == pytest.approx([paper.right] * len(amounts), abs=0.1)
