"""What windows are told of: kinds of changes, each with the subject it is about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """See the module."""

    BOARD = "board"
    """Beds and who lies in them; the subject is the ward."""
    STAY = "stay"
    """A stay's state."""
    ACCOUNT = "account"
    """A stay's charges and balance."""
    ORDERS = "orders"
    """A stay's orders and what became of them."""
    SHORTAGE = "shortage"
    """A drug's 缺药 flag."""
