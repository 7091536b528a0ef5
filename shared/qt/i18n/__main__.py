"""Update and release the English texts of packages with windows: `make i18n`.

    python -m shared.qt.i18n                      every package
    python -m shared.qt.i18n client_ward          only these packages
    python -m shared.qt.i18n --check              change nothing, fail when a file is outdated or a text has no translation

Each package keeps `i18n/<package>_en.ts`, which translators edit, and `i18n/<package>_en.qm`, which the program loads. Words that
recur (`shared.qt.language.term`) stand once, in the context Glossary of `shared.qt`, whichever package says them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGES = ("shared.qt", "client_admission", "client_ward", "client_pharmacy", "client_tms", "tests.demo")
_GLOSSARY = "Glossary"
_TERM = re.compile(r'\bterm\(\s*"([^"\\]+)"\s*\)')
_SHORT, _OFTEN = 4, 3


def ts_file(package: str) -> Path:
    """Where a package's English texts are."""
    return _folder(package) / "i18n" / f"{package.replace('.', '_')}_en.ts"


def update(package: str, target: Path | None = None) -> None:
    """Collect the source strings of `package`; texts that are gone are dropped, translations are kept, none is guessed."""
    with TemporaryDirectory() as folder:
        sources = [str(path) for path in _sources(package)]
        if package == PACKAGES[0]:
            terms = Path(folder) / "terms.py"
            lines = (f'QT_TRANSLATE_NOOP("{_GLOSSARY}", "{word}")\n' for word in sorted(_terms()))
            terms.write_text("".join(lines), encoding="utf-8")
            sources.append(str(terms))
        languages = ("-source-language", "zh_CN", "-target-language", "en_US")
        guesses = ("-disable-heuristic", "sametext", "-disable-heuristic", "similartext")
        options = (*languages, *guesses, "-no-obsolete", "-locations", "none")
        _tool("pyside6-lupdate", *sources, "-ts", str(target or ts_file(package)), *options)


def release(source: Path) -> None:
    """Make the `.qm` of a `.ts`."""
    _tool("pyside6-lrelease", str(source), "-qm", str(source.with_suffix(".qm")))


def outdated(package: str) -> list[Path]:
    """Files of a package that an update and a release would change."""
    source = ts_file(package)
    with TemporaryDirectory() as folder:
        fresh = Path(shutil.copy(source, folder))
        update(package, fresh)
        release(fresh)
        suffixes = (".ts", ".qm")
        return [
            source.with_suffix(each)
            for each in suffixes
            if fresh.with_suffix(each).read_bytes() != source.with_suffix(each).read_bytes()
        ]


def untranslated(package: str) -> list[str]:
    """Source strings without an English text, or with one that nobody has called finished."""
    return [text for _, text, english in _messages(package) if not english]


def recurring(packages: Sequence[str] = PACKAGES) -> dict[str, list[str]]:
    """Short words that say the same in many contexts: they belong in the glossary. With the contexts they stand in."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for package in packages:
        for context, text, english in _messages(package):
            if len(text) <= _SHORT and context != _GLOSSARY:
                found[text, english.casefold()].append(f"{package}:{context}")
    return {text: where for (text, _), where in found.items() if len(where) >= _OFTEN}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 1 when a text has no translation or, with --check, a file is outdated."""
    parser = argparse.ArgumentParser(prog="python -m shared.qt.i18n", description="English texts of the windows")
    parser.add_argument("packages", nargs="*", default=PACKAGES, help="packages with windows (default: all)")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a file is behind its sources")
    chosen = parser.parse_args(arguments)
    wrong = [line for package in chosen.packages for line in _work_on(package, check=chosen.check)]
    for line in wrong:
        print(line)
    for text, where in recurring().items():
        print(f"{text} could be a term: {', '.join(where)}")
    return int(bool(wrong))


def _work_on(package: str, *, check: bool) -> Iterator[str]:
    if check:
        yield from (f"{file}: outdated, run make i18n" for file in outdated(package))
    else:
        update(package)
        release(ts_file(package))
    yield from (f"{package}: no English text for {text!r}" for text in untranslated(package))


def _messages(package: str) -> Iterator[tuple[str, str, str]]:
    """Context, source string and finished English text, empty when there is none."""
    # Our own file, not one from outside.
    for context in ET.parse(ts_file(package)).iter("context"):  # noqa: S314
        for message in context.iter("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") != "unfinished"
            english = "".join(translation.itertext()).strip() if translation is not None and finished else ""
            yield context.findtext("name", ""), message.findtext("source", ""), english


def _sources(package: str) -> list[Path]:
    return sorted(_folder(package).rglob("*.py"))


def _terms() -> set[str]:
    return {word for package in PACKAGES for path in _sources(package) for word in _TERM.findall(path.read_text(encoding="utf-8"))}


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
