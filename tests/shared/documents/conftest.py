"""Papers need their fonts; the first run on a machine prepares them."""

from __future__ import annotations

import pytest

from shared.documents.prepare_fonts import prepare_fonts


@pytest.fixture(scope="session", autouse=True)
def fonts() -> None:
    prepare_fonts()
