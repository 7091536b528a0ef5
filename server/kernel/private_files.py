"""Patients' data, keys and passwords on this disk are for the account that the servers run under, and nobody else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from server.kernel.settings import SettingsError

_GROUP_AND_OTHERS, _OTHERS = 0o077, 0o007


def keep_private(paths: Iterable[Path]) -> None:
    """Take everybody else's rights away from these files and folders.

    What belongs to another account keeps its group's: settings may be the administrator's, and the servers' to read. Raises
    SettingsError where such a file is open to everybody. Windows keeps rights in another way.
    """
    if os.name == "posix":
        for path in paths:
            _close(path)


def _close(path: Path) -> None:
    mode = 0
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _GROUP_AND_OTHERS:
            path.chmod(mode & ~_GROUP_AND_OTHERS)
    except FileNotFoundError:
        # SQLite's side files come and go.
        return
    except PermissionError:
        if mode & _OTHERS:
            raise SettingsError(f"everybody may read {path}, and this account may not change that: chmod o= {path}") from None
