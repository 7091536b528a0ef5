"""What a password must be, and what is stored of it: argon2id."""

from __future__ import annotations

import argon2

from shared.contracts.catalog.errors import PasswordTooWeak
from shared.text import identity

_SHORTEST = 8
hasher = argon2.PasswordHasher()


def stored_form(login: str, password: str) -> str:
    """The hash of a new password for the account of `login`. Raises PasswordTooWeak."""
    if len(password) < _SHORTEST or identity(password) == identity(login):
        raise PasswordTooWeak
    return hasher.hash(password)
