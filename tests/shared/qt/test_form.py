"""Forms: editors from the contract's types, sentences at the fields, keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from msgspec import Meta
from PySide6.QtCore import Qt

from shared.contracts.admission.types import PatientDetails, Payer, Sex
from shared.qt.editors import ChoiceEditor, LookupEditor, MoneyEditor, TextEditor
from shared.qt.form import Field, Form
from shared.qt.form_types import field_types
from shared.qt.lookup import names_index

PATIENT = PatientDetails("张䶮", Sex.FEMALE, date(1959, 3, 8), "440102195903080020", Payer.MEDICAL, "020-1", employer="糖厂")
FIELDS = (
    Field("name", "姓名"),
    Field("sex", "性别"),
    Field("birth_date", "出生日期"),
    Field("id_card", "身份证号"),
    Field("payer", "付费方式"),
)


@dataclass(frozen=True)
class Everything:
    text: Annotated[str, Meta(min_length=1, max_length=5)]
    amount: Decimal | None = None
    count: Annotated[int, Meta(ge=1, le=99)] = 1
    at: datetime | None = None
    flag: bool = False
    note: str | None = None
    doctor: str | None = None
    code: Annotated[str, Meta(pattern="^[A-Z]*$")] = ""


@pytest.fixture
def form(qtbot: Any) -> Form[PatientDetails]:
    made = Form(PatientDetails, FIELDS, columns=2)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def all_kinds(qtbot: Any) -> Form[Everything]:
    names = ("text", "amount", "count", "at", "flag", "note", "code")
    doctor = LookupEditor(names_index([("d1", "王医生"), ("d2", "李医生")]))
    made = Form(Everything, [*(Field(name, name) for name in names), Field("doctor", "医生", doctor)])
    qtbot.addWidget(made)
    made.clear()
    made.show()
    return made


def test_what_is_loaded_is_read_back_with_the_fields_that_are_not_shown(form: Form[PatientDetails], qtbot: Any) -> None:
    form.load(PATIENT)
    assert form.read() == PATIENT
    form.widget("name").setText(" 张\x07三 ")
    form.widget("birth_date").setText("19600101")
    assert form.read() == replace(PATIENT, name="张三", birth_date=date(1960, 1, 1))


def test_sentences_stand_at_the_fields_and_the_cursor_on_the_first(form: Form[PatientDetails]) -> None:
    form.clear()
    form.widget("birth_date").setText("31-31")
    assert form.read() is None
    assert form.error("name") == "请填写“姓名”"
    assert form.error("sex") == "请填写“性别”"
    assert form.error("birth_date").startswith("请输入日期")
    assert form.error("id_card") == ""
    assert form.widget("name").hasFocus()
    assert form.widget("name").property("wrong") is True


def test_the_sentence_goes_when_the_field_is_edited(form: Form[PatientDetails], qtbot: Any) -> None:
    form.clear()
    form.read()
    with qtbot.waitSignal(form.edited):
        qtbot.keyClicks(form.widget("name"), "x")
    assert form.error("name") == ""
    assert form.error("sex") != ""


def test_the_servers_sentence_finds_its_field(form: Form[PatientDetails]) -> None:
    assert form.show_error("id_card", "校验位不正确")
    assert form.error("id_card") == "校验位不正确"
    assert form.widget("id_card").hasFocus()
    assert not form.show_error("bed", "床位刚被占用")
    assert not form.show_error(None, "…")


def test_nothing_longer_than_its_column_can_be_typed(form: Form[PatientDetails], qtbot: Any) -> None:
    form.clear()
    qtbot.keyClicks(form.widget("id_card"), "1" * 30)
    assert form.widget("id_card").text() == "1" * 18


def test_enter_walks_shift_enter_goes_back_and_the_last_submits(form: Form[PatientDetails], qtbot: Any) -> None:
    form.start()
    walked = []
    for _ in range(4):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
        walked.append(next(field.name for field in FIELDS if form.widget(field.name).hasFocus()))
    assert walked == ["sex", "birth_date", "id_card", "payer"]
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Enter)
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert form.widget("id_card").hasFocus()


def test_every_kind_of_field(all_kinds: Form[Everything], qtbot: Any) -> None:
    all_kinds.widget("text").setText("abc")
    all_kinds.widget("amount").setText("１２.５")
    all_kinds.widget("flag").setChecked(True)
    qtbot.keyClicks(all_kinds.widget("doctor"), "l")
    qtbot.keyClick(all_kinds.widget("doctor").popup.line, Qt.Key.Key_Return)
    assert all_kinds.read() == Everything("abc", Decimal("12.5"), 1, None, True, None, "d2")


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("count", "100", "应在 1 到 99 之间"),
        ("count", "1.5", "请输入整数"),
        ("amount", "1.00001", "最多 4 位小数"),
        ("amount", "much", "请输入数字"),
        ("code", "abc", "“code”不正确"),
        ("text", " ", "请填写“text”"),
    ],
)
def test_what_a_type_does_not_take(all_kinds: Form[Everything], name: str, typed: str, sentence: str) -> None:
    all_kinds.widget("text").setText("x")
    all_kinds.widget(name).setText(typed)
    assert all_kinds.read() is None
    assert all_kinds.error(name) == sentence


def test_money_and_bounds(qtbot: Any) -> None:
    editor = MoneyEditor()
    assert editor.write(Decimal("5")) == "5.00"
    with pytest.raises(ValueError, match="应在 0 到"):
        editor.parse("-1")
    with pytest.raises(ValueError, match="不能小于 0"):
        type(editor).__mro__[1](2, minimum=0).parse("-1")
    with pytest.raises(ValueError, match="不能大于 5"):
        type(editor).__mro__[1](2, maximum=5).parse("6")


def test_choices_by_number_and_label(qtbot: Any) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    editor = ChoiceEditor(Payer)
    box = editor.widget(parent)
    for typed, payer in (("3", Payer.MEDICAL), ("自", Payer.SELF), ("9", Payer.SELF)):
        editor.type_text(box, typed)
        assert editor.read(box) is payer


def test_an_own_editor_wins_over_the_type(qtbot: Any) -> None:
    made = Form(Everything, [Field("text", "text", TextEditor(2), required=False)])
    qtbot.addWidget(made)
    assert made.widget("text").maxLength() == 2


def test_types_without_an_editor_are_left_out() -> None:
    @dataclass
    class Nested:
        inner: Everything
        names: tuple[str, ...] = ()
        name: str = ""

    assert set(field_types(Nested)) == {"name"}
    with pytest.raises(TypeError, match="no dataclass"):
        field_types(int)
