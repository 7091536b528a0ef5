"""`python -m tests.golden.write`: write the golden file of each event type that has none yet."""

from __future__ import annotations

from pathlib import Path

import msgspec

from shared.contracts.events import Payload
from tests.samples import sample

FOLDER = Path(__file__).parent / "events"


def write_missing() -> None:
    """One file per type, never overwritten."""
    from tests.contracts import test_contracts

    assert test_contracts
    for name, kind in Payload.by_type.items():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.write_bytes(msgspec.json.format(msgspec.json.encode(sample(kind, full=True)), indent=1) + b"\n")


if __name__ == "__main__":
    write_missing()
