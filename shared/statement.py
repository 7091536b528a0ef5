"""The digest of a closing statement: both ends compute it over their own lines and compare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal


def digest_lines(lines: Iterable[tuple[str, Decimal]]) -> str:
    """Digest of (line id, quantity), in any order; says nothing about money."""
    parts = sorted(f"{line_id}:{quantity.normalize():f}" for line_id, quantity in lines)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
