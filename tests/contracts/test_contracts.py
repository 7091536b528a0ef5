"""What every contract owes its users, checked for all of them alike."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import pkgutil
import string
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

import shared.contracts
from server import hospital
from server.kernel.use_cases import use_cases
from shared import labels
from shared.contracts.admission.errors import (
    ChargeNotReversible,
    IdCardImplausible,
    IdCardProblem,
    Irreversible,
    PaymentMismatch,
    WrongState,
)
from shared.contracts.admission.types import StayAction, StayState
from shared.contracts.common import DepartmentContract
from shared.contracts.events import Payload
from shared.contracts.operation import Operation, operations_of
from shared.contracts.pharmacy.errors import GroupSplit
from shared.contracts.ward.errors import OrdersRunning
from shared.enums import Code
from shared.errors import BusinessError, ErrorData, InvalidInput, Problem, rebuild
from shared.rpc import wire
from tests.samples import sample

NAMES = tuple(name for name in hospital.DEPARTMENTS if name != "messages")
for module in pkgutil.walk_packages(shared.contracts.__path__, "shared.contracts."):
    importlib.import_module(module.name)


REPEATABLE = {
    "heartbeat",
    "acknowledge",
    "feed_ticket",
    "redeem_ticket",
    "note_positions",
    "update_status",
    "retry_parked",
    "resume",
    "change_password",
    "replace_password",
}
"""Commands that may be repeated at will: doing them twice is what doing them once is, or a second ticket."""


def chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)


def in_latin(text: str) -> str:
    """A sentence without what `sample` puts where people type."""
    return text.replace(sample(str, full=True), "typed")


def _operations() -> list[Any]:
    return [
        pytest.param(operation, id=f"{name}.{operation.name}")
        for name in NAMES
        for operation in operations_of(hospital.department(name).contract).values()
    ]


_LOOSELY = {tuple: Iterable, Sequence: Iterable, types.UnionType: typing.Union}


def _plain(kind: Any) -> Any:
    """A type without what is said about it in a contract only: limits, and which identifier a text is."""
    if kind is Any:
        return Any
    if hasattr(kind, "__supertype__"):
        return _plain(kind.__supertype__)
    if typing.get_origin(kind) is typing.Annotated:
        return _plain(typing.get_args(kind)[0])
    if parts := typing.get_args(kind):
        origin = typing.get_origin(kind)
        inside = tuple(_plain(part) for part in parts if part is not ...)
        return _LOOSELY.get(origin, origin), inside
    return kind


@pytest.mark.parametrize("name", NAMES)
def test_a_use_case_takes_and_gives_what_its_operation_says(name: str) -> None:
    """mypy sees no further than the name that joins them."""
    department = hospital.department(name)
    for operation, use_case in department.parts().use_cases.items():
        declared = operations_of(department.contract)[operation]
        hints = typing.get_type_hints(use_case, include_extras=True)
        said = {**declared.parameter_types, "return": declared.result_type}
        assert {each: _plain(hints[each]) for each in said} == {each: _plain(kind) for each, kind in said.items()}, operation


def test_an_operation_without_its_use_case_is_found_at_the_start() -> None:
    with pytest.raises(TypeError, match="has 0 use cases"):
        use_cases(hospital.department("ward").contract, "server.pharmacy")


@pytest.mark.parametrize("operation", _operations())
def test_an_operation_is_public_or_names_a_right_somebody_holds(operation: Operation) -> None:
    if operation.name in operations_of(DepartmentContract):
        return
    held = {right for role in hospital.roles().values() for right in role.rights}
    held |= {right for name in NAMES for rights in hospital.department(name).services.values() for right in rights}
    assert operation.right in held


def test_a_role_is_called_the_same_by_every_department_that_adds_to_it() -> None:
    declared = [role for name in NAMES for role in hospital.department(name).roles]
    words = {role.name: (role.zh, role.en) for role in declared}
    assert all(words[role.name] == (role.zh, role.en) for role in declared)
    assert hospital.roles()["drug_accountant"].rights == {"catalog.price", "pharmacy.read"}
    assert set(words) == set(hospital.roles())


@pytest.mark.parametrize("operation", _operations())
def test_a_command_carries_a_key(operation: Operation) -> None:
    assert operation.readonly or operation.public or operation.takes_key or operation.name in REPEATABLE


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("operation", _operations())
def test_what_crosses_comes_back_equal(operation: Operation, full: bool) -> None:
    for kind, decoder in (
        (operation.arguments_type, operation.arguments_decoder),
        (operation.result_type, operation.result_decoder),
    ):
        value = sample(kind, full)
        assert decoder.decode(wire.encoder.encode(value)) == value


@pytest.mark.parametrize("operation", _operations())
def test_the_fingerprint_is_stable_and_its_own(operation: Operation) -> None:
    assert operation.fingerprint == operation.fingerprint
    assert len(operation.fingerprint) == 12


def test_an_operation_of_another_shape_has_another_fingerprint() -> None:
    shapes = {
        operation.fingerprint
        for name in NAMES
        for operation in operations_of(hospital.department(name).contract).values()
        if operation.name not in operations_of(DepartmentContract)
    }
    assert len(shapes) > 50


ERRORS = [pytest.param(error, id=code) for code, error in sorted(BusinessError.by_code.items())]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_has_a_sentence_in_both_languages(error: type[BusinessError]) -> None:
    words = "".join(text for text, *_ in string.Formatter().parse(error.zh))
    assert chinese(words) or not any(character.isalpha() for character in words)
    assert error.en
    zh, en = ({part[1] for part in string.Formatter().parse(text) if part[1]} for text in (error.zh, error.en))
    assert zh == en
    assert all(name in error.declared() or isinstance(getattr(error, name), property) for name in zh)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_comes_back_equal(error: type[BusinessError], full: bool) -> None:
    raised = error(**{name: sample(kind, full) for name, kind in error.declared().items()})
    back = rebuild(wire.error_decoder.decode(wire.encoder.encode(raised.data())))
    assert type(back) is error
    assert back.details == raised.details
    assert {name: type(value) for name, value in back.details.items()} == {
        name: type(value) for name, value in raised.details.items()
    }
    assert back.sentence("zh") == raised.sentence("zh")


@pytest.mark.parametrize("error", ERRORS)
def test_an_english_sentence_has_nothing_chinese(error: type[BusinessError]) -> None:
    """Whatever a list holds or a field is called; what people typed stays as it is."""
    declared = error.declared()
    full = {name: sample(kind, full=True) for name, kind in declared.items()}
    for name, kind in declared.items():
        for value in kind if isinstance(kind, type) and issubclass(kind, Code) else ():
            assert not chinese(in_latin(error(**{**full, name: value}).sentence("en")))
    assert not chinese(in_latin(error(**full).sentence("en")))
    assert "{" not in error(**full).sentence("en")


@pytest.mark.parametrize("name", sorted(labels.LABELS))
def test_a_field_is_called_by_an_english_name_too(name: str) -> None:
    said = InvalidInput(name=name, problem=Problem.EMPTY).sentence("en")
    assert not chinese(said)
    assert chinese(labels.label(name, "zh"))


def test_a_value_of_a_newer_server_is_left_out_of_the_sentence() -> None:
    data = WrongState(state=StayState.IN_WARD, action=StayAction.SETTLE).data()
    newer = dataclasses.replace(data, details={"state": 77, "action": int(StayAction.SETTLE), "more": "x"})
    assert rebuild(newer).sentence("zh") == "病人目前状态为“?”，不能结算"
    assert (
        rebuild(ErrorData("refused", "ward.not_known_yet")).sentence("en")
        == "Refused (ward.not_known_yet). Please update this station"
    )


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (
            ChargeNotReversible(reason=Irreversible.SETTLED),
            "这条费用不能冲正：已结算，请先作废结算",
            "This charge can't be reversed: it is settled; void the settlement first",
        ),
        (
            ChargeNotReversible(reason=Irreversible.TOO_MUCH, left=Decimal("2.50")),
            "这条费用不能冲正：最多可冲正 2.5",
            "This charge can't be reversed: at most 2.5 can be reversed",
        ),
        (
            IdCardImplausible(problem=IdCardProblem.CHECK_DIGIT, digit="X"),
            "身份证号 校验位应为 X，是否仍然保存？",
            "The id card number should end in X; save it anyway?",
        ),
        (InvalidInput(name="bed", problem=Problem.EMPTY), "“床位”不能为空", "“bed” is empty"),
        (InvalidInput(name="reason", problem=Problem.LONG, limit="50"), "“原因”最多50字", "“reason” has at most 50 characters"),
        (
            OrdersRunning(count=2, at=datetime(2026, 3, 2, 0, 45, tzinfo=UTC)),
            "还有 2 条未停止的长期医嘱，将在 08:45 全部停止。继续吗？",
            "2 long-term orders are running and will stop at 08:45. Go on?",
        ),
        (
            GroupSplit(drugs=("a{0}", "b")),
            "同组药品必须一起发：a{0}、b",
            "Drugs of one group are issued together: a{0}, b",
        ),
        (
            PaymentMismatch(paid=Decimal("10.00"), due=Decimal("12.5")),
            "收款合计 10.00 与应收 12.50 不符",
            "Payments of 10.00 do not match the amount due, 12.50",
        ),
    ],
)
def test_values_are_said_in_the_sentence_s_language(error: BusinessError, zh: str, en: str) -> None:
    assert (error.sentence("zh"), error.sentence("en")) == (zh, en)


@pytest.mark.parametrize("payload", [pytest.param(kind, id=name) for name, kind in sorted(Payload.by_type.items())])
def test_an_event_names_department_fact_and_version(payload: type[Payload]) -> None:
    department, fact, version = payload.event_type.split(".")
    assert department in hospital.DEPARTMENTS
    assert fact.islower()
    assert version.startswith("v")
    assert dataclasses.is_dataclass(payload)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("payload", [pytest.param(kind, id=name) for name, kind in sorted(Payload.by_type.items())])
def test_an_event_comes_back_from_json_equal(payload: type[Payload], full: bool) -> None:
    fact = sample(payload, full)
    assert msgspec.json.decode(msgspec.json.encode(fact), type=payload) == fact


def _codes(kind: type[Code]) -> list[type[Code]]:
    return [each for sub in kind.__subclasses__() for each in (sub, *_codes(sub))]


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.__name__) for kind in _codes(Code)])
def test_every_value_of_a_list_has_two_labels(kind: type[Code]) -> None:
    assert issubclass(kind, enum.IntEnum)
    assert all(member.zh and member.en for member in kind)
    assert len({member.zh for member in kind}) == len(kind)


def test_every_handled_event_exists() -> None:
    for name in NAMES:
        assert set(hospital.department(name).parts().handlers) <= set(Payload.by_type)
