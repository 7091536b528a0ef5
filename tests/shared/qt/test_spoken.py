"""What servers say in Chinese, in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from server.admission.states import NAMES
from shared.contracts.admission.errors import ChargeNotReversible, IdCardImplausible, WrongState
from shared.contracts.admission.types import StayState
from shared.contracts.ward.errors import WrongWardState
from shared.contracts.ward.types import OrderState
from shared.errors import InvalidInput
from shared.qt import app as qt_app
from shared.qt import language
from shared.qt.language import sentence, spoken


@pytest.fixture
def english(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HIS_LANGUAGE", "en")
    before = set(qapp.findChildren(QTranslator))
    language.install_translators(qapp, (qt_app.I18N,))
    yield
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)


def chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("action", sorted(NAMES.values()))
@pytest.mark.parametrize("state", StayState)
def test_a_refused_action_is_english_throughout(action: str, state: StayState) -> None:
    said = sentence(WrongState(state=state.zh, action=action))
    assert f"“{state.en}”" in said or state is StayState.INTERIM
    assert not chinese(said)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ChargeNotReversible(reason="已结算，请先作废结算"),
            "This charge can't be reversed: it is settled; void the settlement first",
        ),
        (ChargeNotReversible(reason="最多可冲正 2.5"), "This charge can't be reversed: at most 2.5 can be reversed"),
        (IdCardImplausible(problem="校验位应为 X"), "The id card number should end in X; save it anyway?"),
        (
            WrongWardState(state=OrderState.STOPPED.zh, action="停止医嘱"),
            f"The patient is “{OrderState.STOPPED.en}”: stopping orders is not possible",
        ),
        (InvalidInput(name="bed", label="床位", problem="不能为空 / is empty"), "“bed” is empty"),
        (InvalidInput(name="reason", label="原因", problem="最多50字"), "“reason” has at most 50 characters"),
    ],
)
def test_words_inside_refusals(error: Any, said: str) -> None:
    assert sentence(error) == said


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("age", "said"), [("86岁", "86 y"), ("7月", "7 mo"), ("3天", "3 d"), ("", ""), ("青霉素", "青霉素")])
def test_ages_and_what_nobody_knows(age: str, said: str) -> None:
    assert spoken(age) == said


def test_in_chinese_everything_stays_and_a_problem_comes_in_one_language() -> None:
    assert spoken("86岁") == "86岁"
    assert sentence(WrongState(state="住院", action="召回")) == WrongState(state="住院", action="召回").sentence("zh")
    assert sentence(InvalidInput(name="bed", label="床位", problem="不能为空 / is empty")) == "“床位”不能为空"
