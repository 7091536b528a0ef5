"""The staff's password, by hashes that are verified for real and cost next to nothing: hundreds of tests log in.

What argon2id costs as the product uses it is measured by P16 of the bench.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import argon2

from server.catalog import seed_data

PASSWORD = "a long enough password"
_CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def cheap_to_verify() -> Iterator[None]:
    """Accounts that the first catalogue opens meanwhile have such hashes."""
    with patch.object(seed_data, "hasher", _CHEAP):
        yield
