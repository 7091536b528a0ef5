"""Facts told by the catalogue: only that there is a newer version, so that no password hash enters a log."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.events import Payload, payload


@payload("catalog.version_changed.v1")
@dataclass(frozen=True, slots=True)
class VersionChanged(Payload):
    """The catalogue is at `version`; departments fetch it."""

    version: int
