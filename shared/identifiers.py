"""Identifiers that leave a department: UUIDv7 as 32 lower-case hex digits; every database sorts them alike, by age."""

from __future__ import annotations

from typing import NewType

from uuid_utils import uuid7

PatientNo = NewType("PatientNo", int)
"""住院号: one person for life."""
StayId = NewType("StayId", str)
OrderId = NewType("OrderId", str)
LineId = NewType("LineId", str)
"""A charge line; born where the work was done, the same at ward, pharmacy and cashier."""
RequestId = NewType("RequestId", str)
DepositId = NewType("DepositId", str)
SettlementId = NewType("SettlementId", str)
Key = NewType("Key", str)
"""Idempotency key of a command, made once where the user pressed."""


def new_id() -> str:
    """A fresh UUIDv7 as hex."""
    return uuid7().hex


def new_key() -> Key:
    """A fresh command key."""
    return Key(new_id())
