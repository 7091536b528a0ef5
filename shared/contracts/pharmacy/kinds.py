"""What windows are told of: kinds of changes, each with the subject it is about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """See the module."""

    REQUESTS = "requests"
    """The inbox; the subject is the ward, empty for any."""
    REQUEST = "request"
    """A request's lines."""
    STOCK = "stock"
    """A drug's quantity."""
    SHORTAGE = "shortage"
    """A drug's 缺药 flag."""
