"""Update and release the translations of packages with windows.

    python -m shared.qt.i18n                      shared.qt and every station
    python -m shared.qt.i18n client_ward          only these packages
    python -m shared.qt.i18n --check              fail when a text has no translation, change nothing

Each package keeps `i18n/<package>_en.ts`, which translators edit, and `i18n/<package>_en.qm`, which the program loads.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("shared.qt", "client_admission", "client_ward", "client_pharmacy", "client_tms")


def ts_file(package: str) -> Path:
    """Where a package's English texts are."""
    return _folder(package) / "i18n" / f"{package.replace('.', '_')}_en.ts"


def update(package: str) -> None:
    """Collect the source strings of `package`; texts that are gone are dropped, translations are kept."""
    target = ts_file(package)
    target.parent.mkdir(exist_ok=True)
    sources = sorted(str(path) for path in _folder(package).rglob("*.py"))
    languages = ("-source-language", "zh_CN", "-target-language", "en_US")
    _tool("pyside6-lupdate", *sources, "-ts", str(target), *languages, "-no-obsolete", "-locations", "none")


def release(package: str) -> None:
    """Make the `.qm` of a package."""
    source = ts_file(package)
    _tool("pyside6-lrelease", str(source), "-qm", str(source.with_suffix(".qm")))


def untranslated(package: str) -> list[str]:
    """Source strings without an English text."""
    missing = []
    # Our own file, not one from outside.
    for message in ET.parse(ts_file(package)).iter("message"):  # noqa: S314
        translation = message.find("translation")
        if translation is None or not "".join(translation.itertext()).strip():
            missing.append(message.findtext("source", ""))
    return missing


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 1 when a text has no translation."""
    parser = argparse.ArgumentParser(prog="python -m shared.qt.i18n", description="English texts of the windows")
    parser.add_argument("packages", nargs="*", help="packages with windows (default: all that have some)")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a text has no translation")
    chosen = parser.parse_args(arguments)
    packages = chosen.packages or [package for package in PACKAGES if chosen.check is False or ts_file(package).exists()]
    failed = False
    for package in packages:
        if not chosen.check:
            update(package)
            release(package)
        for text in untranslated(package):
            failed = True
            print(f"{package}: no English text for {text!r}")
    return int(failed)


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"no package {package}")
    return Path(next(iter(spec.submodule_search_locations)))


def _tool(name: str, *arguments: str) -> None:
    tool = Path(sys.executable).with_name(name)
    # The tool of our own environment with paths of our own.
    subprocess.run([str(tool), *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
