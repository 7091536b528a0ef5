"""Hospitals for the stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital


@pytest.fixture
def in_process(directory: Path) -> Iterator[InProcessHospital]:
    """All departments in this process; whatever the story did, the books must agree afterwards."""
    with open_hospital(directory, "admission", "ward", "pharmacy", "tms") as made:
        yield made
        made.settle_down()
        assert made.problems() == []
