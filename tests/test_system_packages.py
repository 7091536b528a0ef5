"""What Qt's libraries and plugins ask the system for is there, and comes from the packages that the set-up installs or names.

That a library is there is not enough: another package of this machine may have brought it, a bare one has only what is listed.
"""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from pathlib import Path

import PySide6
import pytest

from tests.demo.hospital import ROOT

pytestmark = pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="only Debian's packages are listed")
QT = Path(PySide6.__file__).parent / "Qt"
PARTS = {
    "windows": "lib/libQt6{Core,DBus,Gui,Network,OpenGL,OpenGLWidgets,PrintSupport,Svg,Test,Widgets}.so.6",
    "without a display": "plugins/platforms/libqoffscreen.so",
    "X": "plugins/platforms/libqxcb.so plugins/xcbglintegrations/*.so",
    "Wayland": "plugins/platforms/libqwayland.so plugins/wayland-{shell-integration,{decoration,graphics-integration}-client}/*.so",
    "printing": "plugins/printsupport/*.so",
    "pictures": "plugins/iconengines/*.so plugins/imageformats/libq{jpeg,svg}.so",
    "input methods": "plugins/platforminputcontexts/lib{compose,ibus}*.so",
}
_LIST = re.compile(r'^(?:run|x11|wayland)="([^"]*)"', re.MULTILINE)
_RUNS_PYTHON = ("python3", "libpython3-stdlib", "libstdc++6")
"""What README asks for beforehand brings these; libstdc++6 comes with apt."""


def _said(*command: str) -> list[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.splitlines()


def _files(patterns: str) -> list[str]:
    return _said("bash", "-O", "nullglob", "-c", f"cd '{QT}'; ls {patterns}")


def _needed(file: str) -> dict[str, str]:
    """Libraries of the system that a file of Qt needs, directly or not; the path is empty for one that isn't there."""
    found: dict[str, str] = {}
    for line in _said("ldd", str(QT / file)):
        name, arrow, where = line.strip().partition(" => ")
        path = where.split(" (")[0] if where.startswith("/") else ""
        if arrow and not path.startswith(str(QT)):
            found[name] = path
    return found


@functools.cache
def _installed() -> dict[str, set[str]]:
    """Names on which others depend -> the packages that must be there with them, as installed here; "" stands for what every
    machine has."""
    depends: dict[str, set[str]] = {"": set()}
    for line in _said("dpkg-query", "-W", "-f", "${Package}|${Essential}|${Provides}|${Pre-Depends}, ${Depends}\n"):
        package, essential, provides, wanted = line.split("|", 3)
        depends[package] = {*_names(wanted.replace("|", ","))}
        for each in _names(provides):
            depends.setdefault(each, set()).add(package)
        if essential == "yes":
            depends[""].add(package)
    return depends


def _names(field: str) -> list[str]:
    return [name for each in field.split(",") if (name := re.split(r"[ (:]", each.strip(), maxsplit=1)[0])]


def _closure(names: tuple[str, ...]) -> set[str]:
    """These packages with everything they bring."""
    depends, reached, ahead = _installed(), set[str](), ["", *names]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += depends.get(name, ())
    return reached


@functools.cache
def _brought() -> set[str]:
    """The names of all files that come with the listed packages. Packages know a library by the path it had before /lib and
    /usr/lib became one: its name is what can be compared."""
    script = (ROOT / "ops" / "system-packages.sh").read_text(encoding="utf-8")
    listed = _closure((*(name for names in _LIST.findall(script) for name in names.split()), *_RUNS_PYTHON))
    return {Path(line).name for line in _said("dpkg-query", "-L", *filter(None, listed))}


@pytest.mark.parametrize("part", PARTS)
def test_everything_that_qt_needs_is_brought_by_the_listed_packages(part: str) -> None:
    files = _files(PARTS[part])
    assert files
    needed = {name: path for file in files for name, path in _needed(file).items()}
    assert [name for name, path in needed.items() if not path] == []
    assert sorted(path for path in needed.values() if Path(path).name not in _brought()) == []
