"""What a hospital installs is the wheel, not this folder: everything the product reads at run time must be in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.hospital import DEPARTMENTS

ROOT = Path(__file__).parents[1]
PACKAGES = ("server", "shared", "client_admission", "client_ward", "client_pharmacy", "client_tms")
_MADE = shutil.ignore_patterns("__pycache__", "*.pyc")
_SOURCE_ONLY = {".ts"}
"""Translations are compiled; the wheel has the result."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources and unpacked into a folder of its own."""
    place = tmp_path_factory.mktemp("wheel")
    source, target = place / "source", place / "installed"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=_MADE)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--no-compile", "--target", str(target), str(source)], check=True)
    return target


def test_every_file_of_the_packages_is_in_the_wheel(installed: Path) -> None:
    def files(root: Path) -> set[str]:
        found = (path for package in PACKAGES for path in (root / package).rglob("*") if path.is_file())
        return {
            str(path.relative_to(root)) for path in found if "__pycache__" not in path.parts and path.suffix not in _SOURCE_ONLY
        }

    assert files(installed) == files(ROOT)


def test_a_hospital_is_installed_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(installed),
        "HIS_HOSPITAL_DATA_DIR": str(tmp_path / "data"),
    }
    program = "import server, sys; from server.__main__ import main; print(server.__path__[0]); main(['install'])"
    made = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(str(installed))
    assert {path.stem for path in (tmp_path / "data").glob("*.db")} == set(DEPARTMENTS)
