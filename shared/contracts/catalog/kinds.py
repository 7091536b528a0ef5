"""What windows are told of: kinds of changes, each with the subject it is about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """See the module."""

    CATALOG = "catalog"
    """A newer version, which is the subject."""
