"""`python -m server`: a new hospital, an update, and every way to get it wrong, each with a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from server import hospital
from server.__main__ import main
from server.catalog.first_accounts import Account
from server.kernel.settings import SettingsError, load
from shared.rpc import Address
from tests.live.processes import ROOT, free_port
from tests.passwords import PASSWORD, cheap_to_verify
from tests.patience import PATIENCE_S


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "hospital.toml"
    path.write_text(f'[hospital]\nname = "测试医院"\ndata_dir = "{tmp_path}"\n[ward]\nport = 29802\n', encoding="utf-8")
    return path


def test_a_new_hospital_has_a_catalogue_and_an_administrator(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIS_ADMIN_PASSWORD", "change me soon")
    assert main(["install", "--config", str(config)]) == 0
    assert "change me soon" in capsys.readouterr().out
    engine = create_engine(f"sqlite:///{config.parent / 'catalog.db'}")
    with engine.connect() as db:
        assert db.execute(text("SELECT count(*) FROM catalog_item")).scalar_one() == 128
        assert db.execute(text("SELECT login FROM catalog_staff")).scalars().all() == ["admin"]
        assert db.execute(text("SELECT hospital FROM catalog_version")).scalar_one() == "测试医院"
    engine.dispose()
    assert main(["install", "--config", str(config)]) == 2
    assert "installed already" in capsys.readouterr().err


_STARTED = """
import sys
from pathlib import Path
from server import hospital
from server.kernel.settings import load
running = hospital.start(hospital.SERVERS, load(Path(sys.argv[1]), {}))
print(*sorted({"alembic", "pypinyin"} & sys.modules.keys()))
for server in reversed(running):
    server.stop()
"""


def test_servers_have_in_memory_neither_what_migrates_nor_a_dictionary(config: Path) -> None:
    ports = "".join(f"[{name}]\nport = {free_port()}\n" for name in hospital.SERVERS)
    config.write_text(config.read_text(encoding="utf-8").partition("[ward]")[0] + ports, encoding="utf-8")
    with cheap_to_verify():
        hospital.install(load(config, {}), (Account("admin", "系统管理员", "administrator"),), PASSWORD)
    done = subprocess.run(
        [sys.executable, "-c", _STARTED, str(config)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    assert done.stdout.strip() == ""


def test_migrating_twice_changes_nothing(config: Path) -> None:
    assert main(["migrate", "ward", "--config", str(config)]) == 0
    assert main(["migrate", "ward", "--config", str(config)]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nosuch"], "unknown department: nosuch"),
        (["ward", "--config", "nowhere.toml"], "no settings file nowhere.toml"),
    ],
)
def test_a_wrong_word_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert told in capsys.readouterr().err


def test_a_database_of_another_schema_is_not_served(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ward", "--config", str(config)]) == 2
    assert "python -m server migrate ward" in capsys.readouterr().err


def test_off_loopback_only_with_tls() -> None:
    with pytest.raises(SettingsError, match="certificates"):
        hospital.settings_of("ward", {"ward": {"host": "0.0.0.0"}})
    with pytest.raises(SettingsError, match="certificate, key and ca together"):
        hospital.settings_of("ward", {"tls": {"ca": "ca.pem"}})
    tls = {"certificate": "server.pem", "key": "server.key", "ca": "ca.pem"}
    assert hospital.settings_of("ward", {"ward": {"host": "0.0.0.0"}, "tls": tls}).tls is not None


def test_a_fake_clock_needs_a_demo_on_loopback() -> None:
    with pytest.raises(SettingsError, match="demo"):
        hospital.settings_of("ward", {"clock": {"control_file": "clock"}})
    assert hospital.settings_of("ward", {"clock": {"control_file": "clock"}, "hospital": {"demo": True}}).demo


def test_a_fake_clock_is_refused_by_a_real_database(config: Path) -> None:
    sections = load(config, {})
    hospital.migrate(["ward"], sections)
    with pytest.raises(RuntimeError, match="fake clock"):
        hospital.start(
            ["ward"], {**sections, "clock": {"control_file": str(config)}, "hospital": {**sections["hospital"], "demo": True}}
        )


def test_the_environment_overrides_the_file(config: Path) -> None:
    sections = load(config, {"HIS_WARD_PORT": "29999", "HIS_ADMISSION_ADDRESS": "desk1:1,desk2:2", "PATH": "/bin"})
    settings = hospital.settings_of("ward", sections)
    assert settings.port == 29999
    assert settings.hospital == "测试医院"
    assert settings.neighbours["admission"] == (Address("desk1", 1), Address("desk2", 2))


def test_a_broken_file_is_told_with_its_name(config: Path) -> None:
    config.write_text("[hospital\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"hospital\.toml"):
        load(config, {})


def test_help_lists_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "<department>.database" in said
    assert "tls.certificate" in said


def test_certificates_are_made_with_a_private_key(tmp_path: Path) -> None:
    assert main(["certificates", "--output", str(tmp_path / "tls"), "--host", "his.example"]) == 0
    assert (tmp_path / "tls" / "server.key").stat().st_mode & 0o077 == 0
