"""Patients' data, keys and passwords on this disk are for the account that the servers run under, and nobody else."""

from __future__ import annotations

import os
from pathlib import Path

from server.kernel.settings import SettingsError

_OTHERS = 0o077


def keep_private(*paths: Path | None) -> None:
    """Take everybody else's rights away from these files and folders, and from the files in the folders.

    Raises SettingsError for one that belongs to another account and is open to others. Windows keeps rights in another way.
    """
    if os.name != "posix":
        return
    for path in paths:
        if path is not None and path.exists():
            for each in (path, *(child for child in path.iterdir() if child.is_file())) if path.is_dir() else (path,):
                _close(each)


def _close(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(mode & 0o7700)
    except FileNotFoundError:
        # SQLite's side files come and go.
        return
    except PermissionError:
        raise SettingsError(f"others may read {path}, and this account may not change that: chmod go= {path}") from None
