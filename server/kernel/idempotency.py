"""A command is done once: its committed answer is stored with its key and given again on a repeat."""

from __future__ import annotations

import functools
import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, select
from sqlalchemy.engine import Connection

from server.kernel.database import insert_into
from server.kernel.tables import KernelTables
from shared import clock
from shared.errors import InvalidInput, KeyReused, Problem

KEPT = timedelta(days=30)


def check_key(key: str) -> None:
    """Raise InvalidInput for what no command is stored under."""
    if not 8 <= len(key) <= 64 or not key.isascii():
        raise InvalidInput(name="key", problem=Problem.MALFORMED, limit="8–64 ASCII")


def stored_answer(db: Connection, tables: KernelTables, key: str, user_id: str, operation: str, arguments: bytes) -> bytes | None:
    """The answer this command got when it was done before. Raises KeyReused for another command under the same key."""
    row = db.execute(_done_under(tables.command), {"wanted": key}).one_or_none()
    if row is None:
        return None
    if (row.user_id, row.operation, row.arguments_hash) != (user_id, operation, hash_of(arguments)):
        raise KeyReused
    answer: bytes = row.answer
    return answer


@functools.cache
def _done_under(command: Table) -> Select[Any]:
    """The command with the key `wanted`; built once, since every command begins with it."""
    done = select(command.c.user_id, command.c.operation, command.c.arguments_hash, command.c.answer)
    return done.where(command.c.key == bindparam("wanted"))


def store_answer(
    db: Connection, tables: KernelTables, key: str, user_id: str, operation: str, arguments: bytes, answer: bytes
) -> None:
    """Store the answer in the transaction that did the work; a second one with this key fails on the primary key."""
    db.execute(
        insert_into(tables.command),
        {
            "key": key,
            "user_id": user_id,
            "operation": operation,
            "arguments_hash": hash_of(arguments),
            "answer": answer,
            "done_at": clock.utc_now(),
        },
    )


def forget_old(db: Connection, tables: KernelTables) -> int:
    """Drop answers older than 30 days."""
    return db.execute(delete(tables.command).where(tables.command.c.done_at < clock.utc_now() - KEPT)).rowcount


def hash_of(arguments: bytes) -> str:
    """Fingerprint of a command's arguments."""
    return hashlib.sha256(arguments).hexdigest()
