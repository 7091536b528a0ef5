"""A golden file per event type and version. Write a missing one with `python -m tests.golden.write`; never change one.

A field that came later has a file of its own beside it, as `ward.patient_received.v1+allergy.json`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from shared.contracts import events
from shared.contracts.events import Event, Payload
from shared.contracts.ward.events import PatientReceived
from tests.contracts import test_contracts  # noqa: F401 — imports every contract, which registers its events
from tests.golden.write import FOLDER

WRITTEN = sorted(FOLDER.glob("*.json"))


def type_of(path: Path) -> str:
    """The event type of a golden file."""
    return path.stem.partition("+")[0]


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in WRITTEN])
def test_what_was_written_once_is_still_read(path: Path) -> None:
    data = path.read_bytes()
    name = type_of(path)
    fact = events.decode(Event("1", name.split(".")[0], 1, 1, name, "s", datetime(2026, 3, 2, tzinfo=UTC), data))
    assert isinstance(fact, Payload.by_type[name])
    written = msgspec.json.decode(data)
    # Later versions may add optional fields; what was there keeps its meaning.
    assert {key: value for key, value in msgspec.to_builtins(fact).items() if key in written}.keys() == written.keys()


def test_every_event_has_its_golden_file() -> None:
    assert {type_of(path) for path in WRITTEN} == set(Payload.by_type)


@pytest.mark.req("S1")
def test_a_reception_of_before_the_allergy_was_told_says_nothing_of_it() -> None:
    def read(name: str) -> PatientReceived:
        return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=PatientReceived)

    assert read("ward.patient_received.v1").allergy == ""
    assert read("ward.patient_received.v1+allergy").allergy == "青霉素"
