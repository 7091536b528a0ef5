"""Who a new hospital's first members of staff are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A member of staff of a new hospital."""

    login: str
    name: str
    role: str
    wards: tuple[str, ...] = ()
