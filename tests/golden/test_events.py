"""A golden file per event type and version. Write a missing one with `python -m tests.golden.write`; never change one."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from shared.contracts import events
from shared.contracts.events import Event, Payload
from tests.contracts import test_contracts  # noqa: F401 — imports every contract, which registers its events
from tests.golden.write import FOLDER

WRITTEN = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in WRITTEN])
def test_what_was_written_once_is_still_read(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    name = path.stem  # type: ignore[attr-defined]
    fact = events.decode(Event("1", name.split(".")[0], 1, 1, name, "s", datetime(2026, 3, 2, tzinfo=UTC), data))
    assert isinstance(fact, Payload.by_type[name])
    written = msgspec.json.decode(data)
    # Later versions may add optional fields; what was there keeps its meaning.
    assert {key: value for key, value in msgspec.to_builtins(fact).items() if key in written}.keys() == written.keys()


def test_every_event_has_its_golden_file() -> None:
    assert {path.stem for path in WRITTEN} == set(Payload.by_type)
