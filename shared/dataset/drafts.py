"""What the user typed and nobody stored yet, on the station's own disk (requirement T2).

One file per user, server database and data set, readable by its owner only, replaced atomically; it is there after a crash and goes
when the server has answered. Its name is a hash, so a directory listing tells nothing about patients.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

from shared.contracts.common import Delta
from shared.identifiers import Key

T = TypeVar("T")
_log = logging.getLogger(__name__)
_SUFFIX = ".draft"


@dataclass(frozen=True, slots=True)
class DraftName:
    """Whose draft of what. `dataset` names a screen and its subject; a draft never meets a server of another database."""

    user_id: str
    database_id: str
    dataset: str


@dataclass(frozen=True, slots=True)
class PendingDelta:
    """A delta with the key of its command: repeated with the same key it is never applied twice."""

    key: Key
    delta: Delta


class _File(msgspec.Struct, frozen=True):
    user_id: str
    database_id: str
    dataset: str
    body: msgspec.Raw


class DraftStore:
    """Drafts in `directory`, which is made when missing. Anything msgspec encodes can be a draft."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def save(self, name: DraftName, draft: object) -> None:
        """Keep `draft` until it is discarded, in place of an earlier one. Raises OSError when the disk refuses."""
        content = _File(name.user_id, name.database_id, name.dataset, msgspec.Raw(msgspec.msgpack.encode(draft)))
        _write_atomically(self._path(name), msgspec.msgpack.encode(content))

    def load(self, name: DraftName, draft_type: type[T]) -> T | None:
        """The draft, None when there is none. One that can't be read is set aside, never deleted."""
        path = self._path(name)
        try:
            content = msgspec.msgpack.decode(path.read_bytes(), type=_File)
            return msgspec.msgpack.decode(content.body, type=draft_type)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            _log.warning("draft %s can't be read and is set aside", path.name)
            path.replace(path.with_suffix(".unreadable"))
            return None

    def discard(self, name: DraftName) -> None:
        """The server has it: forget the draft."""
        self._path(name).unlink(missing_ok=True)

    def names(self, user_id: str, database_id: str) -> tuple[DraftName, ...]:
        """Everything that waits for this user and this server database, oldest first."""
        found = []
        for path in sorted(self._directory.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime_ns):
            try:
                content = msgspec.msgpack.decode(path.read_bytes(), type=_File)
            except msgspec.DecodeError:
                continue
            if (content.user_id, content.database_id) == (user_id, database_id):
                found.append(DraftName(user_id, database_id, content.dataset))
        return tuple(found)

    def _path(self, name: DraftName) -> Path:
        identity = "\0".join((name.user_id, name.database_id, name.dataset))
        return self._directory / (hashlib.sha256(identity.encode()).hexdigest()[:40] + _SUFFIX)


def default_directory() -> Path:
    """Where a station keeps its user's drafts."""
    return platformdirs.user_state_path("inpatient-his") / "drafts"


def _write_atomically(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
