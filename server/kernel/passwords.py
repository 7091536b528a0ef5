"""What a password must be, what is stored of it (argon2id), and the lane that all this work goes through.

One password costs 130 ms of four cores. So a process works on one at a time, at the lowest priority that still gets it done: who is
logged in does not wait for those who are not. Seventeen wait behind it, more are told to try again.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import argon2

from shared.contracts.catalog.errors import PasswordTooWeak
from shared.errors import ServerBusy
from shared.text import identity

P = ParamSpec("P")
T = TypeVar("T")
_SHORTEST = 8
_LESS_URGENT = 10
"""Steps of niceness: a tenth of what the others get where all cores are busy, all of an idle one."""
hasher = argon2.PasswordHasher()


def stored_form(login: str, password: str) -> str:
    """The hash of a new password for the account of `login`. Raises PasswordTooWeak, ServerBusy."""
    if len(password) < _SHORTEST or identity(password) == identity(login):
        raise PasswordTooWeak
    return lane.run(hasher.hash, password)


class Lane:
    """One thread that does what it is given in the order in which it came; any thread may ask and waits."""

    def __init__(self, places: int = 18) -> None:
        self._places = threading.Semaphore(places)
        self._worker = ThreadPoolExecutor(1, "passwords", _step_back)

    def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` answers or raises. Raises ServerBusy when too many wait already."""
        if not self._places.acquire(blocking=False):
            raise ServerBusy
        try:
            return self._worker.submit(work, *args, **kwargs).result()
        finally:
            self._places.release()


def _step_back() -> None:
    """Linux counts niceness by thread, and those that argon2 starts have their starter's; elsewhere it is the whole process's."""
    if sys.platform == "linux":
        os.nice(_LESS_URGENT)


lane = Lane()
