"""Fonts are prepared once, complete or not at all, the same on every machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from shared.documents import fonts
from shared.documents.prepare_fonts import check_source, prepare_fonts


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The prepared fonts in a folder of their own, which HIS_FONTS names."""
    for path in (fonts.font_paths().regular, fonts.font_paths().bold):
        shutil.copy(path, tmp_path)
    monkeypatch.setenv(fonts.FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def test_the_variable_names_the_folder(copied: Path) -> None:
    assert fonts.font_paths() == fonts.FontPaths(copied / "NotoSansSC-Regular.ttf", copied / "NotoSansSC-Bold.ttf")


def test_missing_fonts_are_refused_with_the_command_that_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fonts.FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(fonts.FontsMissing) as refusal:
        fonts.font_paths()
    for language in ("zh", "en"):
        assert "python -m shared.documents.prepare_fonts" in refusal.value.sentence(language)
        assert str(tmp_path) in refusal.value.sentence(language)
    assert refusal.value.kind == "unavailable"


@pytest.mark.parametrize("length", [0, 5, 40, 10_000_000])
def test_a_font_cut_short_is_missing(copied: Path, length: int) -> None:
    os.truncate(copied / "NotoSansSC-Bold.ttf", length)
    with pytest.raises(fonts.FontsMissing):
        fonts.font_paths()


def test_a_file_that_is_no_font_is_missing(copied: Path) -> None:
    (copied / "NotoSansSC-Regular.ttf").write_bytes(b"<html>proxy error</html>" * 100)
    with pytest.raises(fonts.FontsMissing):
        fonts.font_paths()


def test_complete_fonts_are_left_alone(copied: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copied.iterdir()}
    assert prepare_fonts() == fonts.font_paths()
    assert {path: path.stat().st_mtime_ns for path in copied.iterdir()} == before


def test_another_variable_font_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "NotoSansSC[wght].ttf"
    shutil.copy(fonts.font_paths().regular, wrong)
    with pytest.raises(ValueError, match="SHA-256"):
        check_source(wrong)


@pytest.mark.slow
def test_preparing_again_makes_the_same_files(tmp_path: Path) -> None:
    fresh, known = prepare_fonts(tmp_path / "fonts"), fonts.font_paths()
    assert fresh.regular.read_bytes() == known.regular.read_bytes()
    assert fresh.bold.read_bytes() == known.bold.read_bytes()
    assert "SIL OPEN FONT LICENSE" in (tmp_path / "fonts" / "OFL.txt").read_text("utf-8")
    assert {path.name for path in (tmp_path / "fonts").iterdir()} == {fresh.regular.name, fresh.bold.name, "OFL.txt"}
