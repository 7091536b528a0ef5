"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import clock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    """No test inherits another's hospital time."""
    yield
    clock.use_control_file(None)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """An empty folder for a hospital."""
    return tmp_path
