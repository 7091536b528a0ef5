"""What of the disk is closed to others, and what is none of ours to close."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.__main__ import _ours
from server.kernel.private_files import keep_private
from server.kernel.settings import SettingsError


def _mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_our_files_are_closed_and_the_systems_folder_of_logs_stays_as_it_is(tmp_path: Path) -> None:
    data, logs, config = tmp_path / "data", tmp_path / "log", tmp_path / "hospital.toml"
    for folder in (data, logs):
        folder.mkdir()
        folder.chmod(0o755)
    ours = (data / "ward.db", data / "ward.db-wal", data / "service.secret", logs / "ward.log", logs / "ward.log.1", config)
    theirs = (data / "notes.txt", logs / "syslog")
    for path in (*ours, *theirs):
        path.touch()
        path.chmod(0o644)
    keep_private(_ours(data, logs, "ward", config))
    assert {_mode(path) for path in ours} == {"0o600"}
    assert {_mode(path) for path in theirs} == {"0o644"}
    assert (_mode(data), _mode(logs)) == ("0o700", "0o755")


@pytest.mark.parametrize(("mode", "refused"), [(0o640, False), (0o644, True)])
def test_settings_of_the_administrators_may_be_read_by_the_servers_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, *, refused: bool
) -> None:
    config = tmp_path / "hospital.toml"
    config.touch()
    config.chmod(mode)

    def another_accounts(_path: Path, _mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", another_accounts)
    if refused:
        with pytest.raises(SettingsError, match="chmod o="):
            keep_private([config])
    else:
        keep_private([config])
