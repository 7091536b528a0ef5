"""What windows are told of: kinds of changes, each with the subject it is about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """See the module."""

    DEVICES = "devices"
    """Machines and hospitals; no subject."""
    EXECUTION = "execution"
    """A session."""
    PATIENT = "patient"
    """Somebody the treatment room knows."""
    PRESCRIPTION = "prescription"
    """A prescription."""
    QUEUE = "queue"
    """What waits at the consoles; no subject."""
    REQUESTS = "requests"
    """What wards ask for; no subject."""
