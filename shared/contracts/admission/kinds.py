"""What windows are told of: kinds of changes, each with the subject it is about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """See the module."""

    DESK = "desk"
    """What the home page counts: takings, numbers, differences; no subject."""
    PATIENT = "patient"
    """A person, by patient number."""
    STAY = "stay"
    """A stay's state, ward, bed."""
    ACCOUNT = "account"
    """A stay's charges and deposits."""
