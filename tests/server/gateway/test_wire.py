"""The documented JSON, to the letter."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest

from server.gateway.tms import wire
from server.gateway.tms.wire import Dialect
from server.gateway.wire import encode
from shared.contracts.tms.types import DeviceStatus, NoticeKind
from tests.server.gateway import samples


@pytest.mark.req("W1")
def test_an_execution_like_the_sources_gives_the_sources_json_in_its_order() -> None:
    told = json.loads(encode(wire.notice_json(samples.notice(), Dialect())))
    assert json.dumps(told, ensure_ascii=False, indent=2) == samples.SOURCE


@pytest.mark.req("W4")
@pytest.mark.parametrize("kind", [NoticeKind.UPDATED, NoticeKind.COMPLETED, NoticeKind.CANCELLED])
def test_the_extension_messages_have_the_same_shape_and_progress(kind: NoticeKind) -> None:
    created = wire.notice_json(samples.notice(), Dialect())
    told = wire.notice_json(samples.notice(2, kind, trains_done=3, pulses_done=60, reason="患者不适"), Dialect())
    assert told["messageType"] == f"PRESCRIPTION_EXECUTION_{kind.name}"
    assert list(told) == [*created, "progressInfo"]
    assert (told["progressInfo"]["trainsDone"], told["progressInfo"]["pulsesDone"]) == (3, 60)
    assert told["progressInfo"]["reason"] == "患者不适"


def test_without_device_and_executor_every_key_is_still_there() -> None:
    whole = wire.notice_json(samples.notice(), Dialect())
    bare = wire.notice_json(samples.notice(device=None, executor=None), Dialect())
    for part in ("deviceInfo", "executorInfo"):
        assert bare[part] == dict.fromkeys(whole[part])


@pytest.mark.req("W1")
def test_identity_numbers_are_masked_for_the_anonymous() -> None:
    masked = wire.notice_json(samples.notice(), Dialect(masked=True))
    assert masked["patientInfo"]["idCard"] == "110*************34"
    assert masked["patientInfo"]["name"] == "李四"


@pytest.mark.parametrize(
    ("number", "masked"),
    [(None, None), ("", ""), ("12345", "*****"), ("123456", "123*56"), ("110101199205151234", "110*************34")],
)
def test_masking_keeps_three_in_front_and_two_behind(number: str | None, masked: str | None) -> None:
    assert wire.masked_identity(number) == masked


@pytest.mark.parametrize(
    ("value", "text"), [("8", "8.0"), ("2.50", "2.5"), ("0.25", "0.25"), ("1E+2", "100.0"), ("50.000", "50.0")]
)
def test_frequencies_are_text_with_a_point(value: str, text: str) -> None:
    assert wire.decimal_text(Decimal(value)) == text


@pytest.mark.parametrize(("within", "pres", "inter"), [(False, "50.0", "5.0"), (True, "5.0", "50.0")])
def test_the_setting_decides_which_frequency_counts_bursts(within: bool, pres: str, inter: str) -> None:
    prescription = dataclasses.replace(samples.PRESCRIPTION, stimulation=samples.ITBS)
    told = wire.notice_json(samples.notice(prescription=prescription), Dialect(within=within))["prescriptionInfo"]
    assert (told["presFreq"], told["interFreq"]) == (pres, inter)
    assert (told["tbsType"], told["innerCount"], told["interCount"]) == (1, 3, 10)


def test_without_theta_bursts_the_setting_changes_nothing() -> None:
    assert wire.notice_json(samples.notice(), Dialect(within=True)) == wire.notice_json(samples.notice(), Dialect())


@pytest.mark.parametrize("status", DeviceStatus)
def test_a_device_is_online_unless_its_heartbeat_is_missing(status: DeviceStatus) -> None:
    told = wire.notice_json(samples.notice(device=dataclasses.replace(samples.DEVICE, status=status)), Dialect())
    assert told["deviceInfo"]["status"] == ("offline" if status is DeviceStatus.OFFLINE else "online")


def test_a_record_says_more_and_ends_with_the_progress() -> None:
    record = wire.record_json(samples.EXECUTION, Dialect())
    assert record["createdAt"] == "2025-01-20T15:45:00.000+08:00"
    assert record["progressInfo"]["receivedAt"] is None
