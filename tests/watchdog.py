"""A stuck test ends the run with the stacks of all threads.

The watchdog needs no interpreter, which a thread that stands still in Qt may hold for ever: a signal's handler or a timer's thread
would wait for it.
"""

from __future__ import annotations

import faulthandler
import os
from typing import Any

import pytest

_screen = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is captured yet."""
    config.stash[_screen] = os.dup(2)


def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool:
    """The test begins."""
    faulthandler.dump_traceback_later(settings.timeout, exit=True, file=item.config.stash[_screen])
    return True


def pytest_timeout_cancel_timer(item: pytest.Item) -> bool:
    """The test ended in time."""
    faulthandler.cancel_dump_traceback_later()
    return True
