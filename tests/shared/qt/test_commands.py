"""One press, one key, on the admission department's real entrance over a line that loses answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shared.contracts.admission.errors import SamePersonLikely
from shared.contracts.admission.types import PatientDetails, PayMethod, Sex
from shared.errors import BusinessError, LoginRequired, NeedsConfirmation, OutcomeUnknown
from shared.identifiers import Key, StayId, new_key
from shared.qt.commands import Commands, DialogDecisions
from shared.qt.dialogs import Cancelled, QuestionDialog
from shared.qt.reply import Reply
from shared.qt.worker import LinkState, Worker
from tests.client_admission.conftest import colleague, hospital, waiting
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.stations import StationClient

__all__ = ["colleague", "hospital", "waiting"]


class Person:
    """Decides like somebody who knows beforehand: `yes` to questions, `retries` times again after a lost answer.

    With a `line` to look at, a retry waits until it stands again.
    """

    def __init__(self, *, yes: bool = True, retries: int = 100, line: Worker[Any] | None = None) -> None:
        self.yes, self.retries, self.line = yes, retries, line
        self.asked: list[str] = []
        self.offered: list[BusinessError] = []

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        self.asked.append(question.code)
        return _decided(yes=self.yes)

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        self.offered.append(error)
        if self.line is None:
            return _decided(yes=len(self.offered) <= self.retries)
        waits: Reply[None] = Reply()
        self.line.state_changed.connect(
            lambda state: waits.settle(None, None) if state is LinkState.ONLINE else None, Qt.ConnectionType.SingleShotConnection
        )
        return waits


def _decided(*, yes: bool) -> Reply[None]:
    reply: Reply[None] = Reply()
    reply.settle(None, None if yes else Cancelled())
    return reply


class Desk:
    """A station of cashier1 and what its commands came to."""

    def __init__(self, line: StationClient, worker: Worker[Any], qtbot: Any) -> None:
        self.line, self.worker, self.qtbot = line, worker, qtbot
        self.keys: list[Key] = []
        self.done: list[Any] = []
        self.failed: list[BusinessError] = []

    def deposits(self, commands: Commands[Any], stay_id: StayId, amount: int, seen: int = 0) -> None:
        """Press: take a deposit."""

        def call(api: Any) -> Any:
            self.keys.append(api._press.key)
            return api.take_deposit(stay_id, Decimal(amount), PayMethod.CASH)

        commands.press(("deposit", stay_id, amount, seen), call).done(self.done.append).failed(self.failed.append)

    def rests(self, commands: Commands[Any]) -> None:
        """Until nothing is on its way and the line stands."""
        self.qtbot.waitUntil(lambda: not commands.busy and self.worker.state is LinkState.ONLINE, timeout=10000)


@pytest.fixture
def desk(hospital: InProcessHospital, make_worker: Callable[[Any], Worker[Any]], qtbot: Any) -> Desk:
    line = StationClient(hospital, "admission")
    line.log_in("cashier1")
    worker = make_worker(line)
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    return Desk(line, worker, qtbot)


def amounts(colleague: Cashier, stay_id: StayId) -> list[int]:
    return sorted(int(each.amount) for each in colleague.api.account(stay_id).deposits)


def test_a_double_press_is_one_command(desk: Desk, waiting: StayId, colleague: Cashier) -> None:
    busy: list[bool] = []
    commands = Commands(desk.worker, Person(), busy.append)
    desk.deposits(commands, waiting, 10)
    desk.deposits(commands, waiting, 10)
    desk.deposits(commands, waiting, 20)
    assert busy == [True]
    desk.rests(commands)
    assert busy == [True, False]
    assert (len(desk.done), len(desk.keys)) == (1, 1)
    assert amounts(colleague, waiting) == [10]


def test_one_key_lasts_until_the_outcome_is_known(desk: Desk, waiting: StayId, colleague: Cashier) -> None:
    person = Person(line=desk.worker)
    commands = Commands(desk.worker, person)
    desk.line.lose_answers = 2
    desk.deposits(commands, waiting, 10)
    desk.rests(commands)
    assert (len(desk.done), desk.failed) == (1, [])
    assert len(desk.keys) == 3
    assert len(set(desk.keys)) == 1
    assert isinstance(person.offered[0], OutcomeUnknown)
    assert amounts(colleague, waiting) == [10]


def test_pressing_the_same_after_leaving_a_lost_answer_does_nothing_twice(desk: Desk, waiting: StayId, colleague: Cashier) -> None:
    commands = Commands(desk.worker, Person(retries=0))
    desk.line.lose_answers = 1
    desk.deposits(commands, waiting, 10)
    desk.rests(commands)
    assert [error.code for error in desk.failed] == [OutcomeUnknown.code]
    desk.deposits(commands, waiting, 10)
    desk.rests(commands)
    assert len(set(desk.keys)) == 1
    assert [receipt.deposit.receipt_no for receipt in desk.done] == ["Y0001"]
    assert amounts(colleague, waiting) == [10]


def test_another_content_and_another_look_get_keys_of_their_own(desk: Desk, waiting: StayId, colleague: Cashier) -> None:
    commands = Commands(desk.worker, Person(retries=0))
    desk.line.lose_answers = 1
    for amount, seen in ((10, 0), (20, 0), (10, 1), (10, 1)):
        desk.deposits(commands, waiting, amount, seen)
        desk.rests(commands)
    assert len(set(desk.keys)) == 4
    assert amounts(colleague, waiting) == [10, 10, 10, 20]


def test_a_session_that_ends_meanwhile_leaves_the_outcome_open(desk: Desk, waiting: StayId, colleague: Cashier) -> None:
    person = Person(retries=1)
    commands = Commands(desk.worker, person)
    keys: list[Key] = []

    def call(api: Any) -> Any:
        keys.append(api._press.key)
        receipt = api.take_deposit(waiting, Decimal(10), PayMethod.CASH)
        if len(keys) < 3:
            raise OutcomeUnknown if len(keys) == 1 else LoginRequired
        return receipt

    commands.press("deposit", call).failed(desk.failed.append)
    desk.rests(commands)
    assert [error.code for error in desk.failed] == [OutcomeUnknown.code]
    commands.press("deposit", call).done(desk.done.append)
    desk.rests(commands)
    assert len(set(keys)) == 1
    assert amounts(colleague, waiting) == [10]


TWIN = PatientDetails(name="张秀英", sex=Sex.FEMALE, birth_date=date(1950, 3, 1))


def _person_again(api: Any) -> Any:
    return api.register_patient(TWIN)


@pytest.mark.parametrize("yes", [True, False])
def test_a_confirmation_is_asked_and_the_command_repeated_with_the_answer(desk: Desk, colleague: Cashier, yes: bool) -> None:
    colleague.api.register_patient(TWIN)
    person = Person(yes=yes)
    commands = Commands(desk.worker, person)
    commands.press("register", _person_again).done(desk.done.append).failed(desk.failed.append)
    desk.rests(commands)
    assert person.asked == [SamePersonLikely.code]
    assert (len(desk.done), [error.code for error in desk.failed]) == ((1, []) if yes else (0, [Cancelled.code]))


def test_what_was_answered_before_is_not_asked_again(desk: Desk, colleague: Cashier) -> None:
    colleague.api.register_patient(TWIN)
    person = Person()
    commands = Commands(desk.worker, person)
    commands.press("register", _person_again, answers=(SamePersonLikely.code,)).done(desk.done.append)
    desk.rests(commands)
    assert (person.asked, len(desk.done)) == ([], 1)


def test_a_key_that_outlives_the_program_is_used_as_given(desk: Desk, waiting: StayId, colleague: Cashier) -> None:
    key, keys = new_key(), []
    commands = Commands(desk.worker, Person())

    def call(api: Any) -> Any:
        keys.append(api._press.key)
        return api.take_deposit(waiting, Decimal(10), PayMethod.CASH)

    for _ in range(2):
        commands.press("deposit", call, key=key).done(desk.done.append)
        desk.rests(commands)
    assert keys == [key, key]
    assert len({receipt.deposit.deposit_id for receipt in desk.done}) == 1
    assert amounts(colleague, waiting) == [10]


def test_a_question_that_is_asked_again_is_an_error(desk: Desk) -> None:
    def stubborn(_api: Any) -> None:
        raise SamePersonLikely(patient_no=100001, name="张秀英")

    person = Person()
    commands = Commands(desk.worker, person)
    commands.press("register", stubborn).failed(desk.failed.append)
    desk.rests(commands)
    assert person.asked == [error.code for error in desk.failed] == [SamePersonLikely.code]


def test_other_refusals_pass_and_free_the_key(desk: Desk, waiting: StayId) -> None:
    commands = Commands(desk.worker, Person())
    for _ in range(2):
        desk.deposits(commands, waiting, 0)
        desk.rests(commands)
    assert [error.kind for error in desk.failed] == ["refused", "refused"]
    assert len(set(desk.keys)) == 2


@pytest.fixture
def parent(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_the_dialogs_ask_in_the_words_of_the_question(parent: QWidget) -> None:
    decisions, decided = DialogDecisions(parent), []
    decisions.offer_retry(OutcomeUnknown()).done(lambda _: decided.append("again")).failed(lambda _: decided.append("later"))
    [offer] = parent.findChildren(QuestionDialog)
    assert (offer.yes.text(), offer.no.text()) == ("重试", "稍后核对")
    offer.no.click()
    decisions.ask(SamePersonLikely(patient_no=100001, name="张秀英")).done(lambda _: decided.append("go on"))
    question = next(each for each in parent.findChildren(QuestionDialog) if each is not offer)
    assert question.yes.text() == "继续"
    question.yes.click()
    assert decided == ["later", "go on"]
