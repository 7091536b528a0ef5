"""The log of a session on this station's disk, until the server has it.

One file per attempt: JSON lines, each on the disk before the call returns, readable by their owner only, without a patient's name.
A file without an end belongs to a session that is running or to a console that died; a lock file with the process's number tells
which. Files sort by age: that is the order in which they are sent. `disk.DiskThread` makes the calls.

What the disk refuses may be written once more: a line is there whole or not at all.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import platformdirs
from PySide6.QtCore import QLockFile

from shared.contracts.tms.types import Because, ExecutionStatus, LogEntry, SessionLog, Why
from shared.errors import Unavailable
from shared.identifiers import Key, new_id, new_key

_log = logging.getLogger(__name__)
_SUFFIX = ".session"
_ENDINGS: Final = {
    "completed": ExecutionStatus.COMPLETED,
    "fault": ExecutionStatus.FAILED,
    "emergency_stop": ExecutionStatus.FAILED,
}
"""Entries after which the machine gives nothing more, and how such a session ended; their note is the reason."""


class LogNotWritable(Unavailable):
    """A session without a log is not begun."""

    code = "tms.log_not_writable"
    zh = "本机磁盘无法写入治疗日志，不能开始治疗；请联系信息科"
    en = "The treatment log cannot be written to this station's disk; treatment is not started. Call the IT department"


class Header(msgspec.Struct, frozen=True, tag="session"):
    """First line: whose log this is. `key` makes filing it twice the same as once."""

    key: Key
    database_id: str
    execution_id: int
    console: str
    device_id: int | None
    output_percent: int
    begun_at: datetime
    attempt: int = 1
    """Which of the execution's attempts it is; logs from before this was noted count as first ones."""


class Entry(msgspec.Struct, frozen=True, tag="entry"):
    """Something that happened."""

    entry: LogEntry


class End(msgspec.Struct, frozen=True, tag="end"):
    """Last line: how it ended."""

    status: ExecutionStatus
    reason: Because


_Line = Header | Entry | End
_decoder = msgspec.json.Decoder(_Line)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A log that the server does not have yet."""

    path: Path
    key: Key
    log: SessionLog


class Journal:
    """The log of the running session."""

    def __init__(self, path: Path, header: Header) -> None:
        self.path, self.header = path, header
        self._lock = _lock(path)
        if not self._lock.tryLock(0):
            raise BlockingIOError(str(path))
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._size = 0
        self.lines: list[_Line] = []
        """What is on the disk."""
        self._write(header)
        _sync_directory(path.parent)

    def append(self, entry: LogEntry) -> None:
        """Add what happened. Raises OSError when the disk refuses."""
        self._write(Entry(entry))

    def end(self, status: ExecutionStatus, reason: Because) -> None:
        """Close the log: from now on it waits for the server. Raises OSError when the disk refuses; then it is still open."""
        self._write(End(status, reason))
        self._release()

    def discard(self) -> None:
        """Nothing was begun: forget it."""
        self._release()
        self.path.unlink(missing_ok=True)

    def _write(self, line: _Line) -> None:
        """Add a line, whole or not at all: after half a line nothing of what follows could be read."""
        text = msgspec.json.encode(line) + b"\n"
        # A disk that refused a line may have refused to take back its half too.
        os.ftruncate(self._file, self._size)
        try:
            if os.write(self._file, text) != len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(text)
        self.lines.append(line)

    def _release(self) -> None:
        os.close(self._file)
        self._lock.unlock()


class JournalStore:
    """The logs of this station in `directory`, which is made when missing."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, header: Header) -> Journal:
        """A log for a session that is about to start. Raises LogNotWritable."""
        try:
            return Journal(self._directory / f"{new_id()}{_SUFFIX}", header)
        except OSError as error:
            _log.exception("the log of a session cannot be begun")
            raise LogNotWritable from error

    def recover(self, reason: Because, now: datetime) -> int:
        """End the logs of consoles that died before they did; answers how many sessions that interrupted.

        Those are FAILED for `reason`. A session that was over, whose end alone is missing, ended as its last entry says.
        """
        interrupted = 0
        for path in self._paths():
            lines = _read(path)
            lock = _lock(path)
            if not lines or isinstance(lines[-1], End) or not lock.tryLock(0):
                continue
            last = lines[-1].entry if isinstance(lines[-1], Entry) else None
            if last is not None and last.what in _ENDINGS:
                ended = last.note if isinstance(last.note, Why | str) else ""
                missing: tuple[_Line, ...] = (End(_ENDINGS[last.what], ended),)
            else:
                trains, pulses = (last.trains_done, last.pulses_done) if last else (0, 0)
                missing = (Entry(LogEntry(now, "interrupted", trains, pulses, reason)), End(ExecutionStatus.FAILED, reason))
                interrupted += 1
            _write_whole(path, (*lines, *missing))
            lock.unlock()
        return interrupted

    def supplement(self, journal: Journal, entry: LogEntry) -> None:
        """An ended log waits once more, with what became known afterwards; a server that has it already adds the entry.

        It has a key of its own: the first one's belongs to what was sent under it. Raises OSError when the disk refuses.
        """
        header = msgspec.structs.replace(journal.header, key=new_key())
        lines = [header, *journal.lines[1:-1], Entry(entry), journal.lines[-1]]
        _write_whole(self._directory / f"{new_id()}{_SUFFIX}", lines)
        journal.lines = lines

    def waiting(self, database_id: str) -> tuple[Waiting, ...]:
        """The ended logs for this server's database, oldest first."""
        found = []
        for path in self._paths():
            lines = _read(path)
            if len(lines) > 1 and isinstance(lines[0], Header) and isinstance(lines[-1], End):
                header, end = lines[0], lines[-1]
                if header.database_id == database_id:
                    entries = tuple(line.entry for line in lines if isinstance(line, Entry))
                    found.append(Waiting(path, header.key, _session_log(header, entries, end)))
        return tuple(found)

    def filed(self, waiting: Waiting) -> None:
        """The server has it."""
        waiting.path.unlink(missing_ok=True)

    def set_aside(self, waiting: Waiting) -> Path:
        """The server will not have it: kept for people to look at, no longer sent. Answers where."""
        return waiting.path.replace(waiting.path.with_suffix(".refused"))

    def _paths(self) -> list[Path]:
        return sorted(self._directory.glob(f"*{_SUFFIX}"))


def default_directory() -> Path:
    """Where a station keeps its session logs."""
    return platformdirs.user_state_path("inpatient-his") / "tms-sessions"


def _session_log(header: Header, entries: tuple[LogEntry, ...], end: End) -> SessionLog:
    return SessionLog(
        header.execution_id,
        header.attempt,
        header.console,
        header.device_id,
        header.output_percent,
        end.status,
        entries,
        end.reason,
    )


def _read(path: Path) -> list[_Line]:
    """The lines up to the first that a crash tore; a file whose first line cannot be read has none."""
    lines: list[_Line] = []
    for text in path.read_bytes().splitlines():
        try:
            lines.append(_decoder.decode(text))
        except msgspec.DecodeError:
            _log.warning("log %s is torn after %d lines", path.name, len(lines))
            break
    return lines


def _write_whole(path: Path, lines: Iterable[_Line]) -> None:
    """Put a file there that has these lines, in one step; what a crash tore off an earlier one goes."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync_directory(path.parent)


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    # A session may last longer than the half minute after which a lock counts as left behind; a dead process still frees it.
    lock.setStaleLockTime(0)
    return lock


def _sync_directory(directory: Path) -> None:
    """Make a new name last; Windows has no handle on folders and does so by itself."""
    if os.name == "posix":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
