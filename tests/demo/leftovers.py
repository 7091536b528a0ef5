"""Whether anything is left of what was started in a process group of its own."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.people import wait_until


def alive(pid: int) -> bool:
    """Whether this process is there and not just waiting to be forgotten."""
    return _stat(Path(f"/proc/{pid}"))[0] not in {"", "Z", "X"}


def everybody_ends(group: int) -> None:
    """Wait until nobody of a process group is left."""
    wait_until(lambda: not _living(group), 60)


def _living(group: int) -> list[str]:
    return [
        process.name
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and (found := _stat(process))[1] == str(group) and found[0] not in {"Z", "X"}
    ]


def _stat(process: Path) -> tuple[str, str]:
    """State and process group; empty when it is gone."""
    try:
        # What stands before the last bracket is the program's name, which may hold anything.
        state, _, group, *_ = (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", ""
    return state, group
