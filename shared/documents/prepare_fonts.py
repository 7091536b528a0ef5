"""Make the fonts for papers: `python -m shared.documents.prepare_fonts`.

reportlab embeds TrueType outlines only, and neither it nor Qt picks a weight from a variable font for printing. So the two static
weights are cut from the variable Noto Sans SC (SIL Open Font Licence 1.1, its text is stored beside them) that the package
justmytype-intl-cjk carries.
"""

from __future__ import annotations

import hashlib
import importlib.util
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from shared.documents.fonts import FontPaths, font_folder, is_complete, paths_in

PACKAGE = "justmytype-intl-cjk==0.1.0"
IMPORT_NAME = "justmytype_intl_cjk"
FONT_IN_PACKAGE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
LICENCE_IN_PACKAGE = "fonts/ofl/notosanssc/OFL.txt"
FONT_SHA256 = "a3041811a78c361b1de50f953c805e0244951c21c5bd412f7232ef0d899af0da"
REGULAR_WEIGHT, BOLD_WEIGHT = 400, 700


def prepare_fonts(folder: Path | None = None) -> FontPaths:
    """Put both weights into `folder` (default: where papers look for them). Does nothing when they are there and complete."""
    folder = folder or font_folder()
    paths = paths_in(folder)
    wanted = [
        (path, weight) for path, weight in ((paths.regular, REGULAR_WEIGHT), (paths.bold, BOLD_WEIGHT)) if not is_complete(path)
    ]
    if not wanted:
        return paths
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        package = _package_folder(Path(scratch))
        source = package / FONT_IN_PACKAGE
        check_source(source)
        # Cutting a weight keeps one core busy for ten to twenty seconds.
        with ProcessPoolExecutor(len(wanted), mp_context=multiprocessing.get_context("spawn")) as pool:
            for job in [pool.submit(_cut, source, weight, path) for path, weight in wanted]:
                job.result()
        shutil.copyfile(package / LICENCE_IN_PACKAGE, folder / "OFL.txt")
    return paths


def _package_folder(scratch: Path) -> Path:
    """The installed package, else one downloaded into `scratch`."""
    spec = importlib.util.find_spec(IMPORT_NAME)
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(scratch),
        PACKAGE,
    ]
    subprocess.run(command, check=True)  # noqa: S603 — a constant command
    with zipfile.ZipFile(next(scratch.glob("*.whl"))) as wheel:
        for member in (FONT_IN_PACKAGE, LICENCE_IN_PACKAGE):
            wheel.extract(f"{IMPORT_NAME}/{member}", scratch)
    return scratch / IMPORT_NAME


def check_source(source: Path) -> None:
    """Refuse a variable font other than the one the papers were designed with."""
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != FONT_SHA256:
        raise ValueError(f"{source.name} is not the font this program was made with: SHA-256 {found}")


def _cut(source: Path, weight: int, target: Path) -> None:
    """One static weight of `source`; runs in a process of its own."""
    # Without a fresh time stamp every machine makes the same file, and so the same PDF from the same values.
    font = TTFont(source, recalcTimestamp=False)
    static = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
    fresh = target.with_suffix(f".{os.getpid()}.new")
    static.save(fresh)
    fresh.replace(target)


def main() -> None:
    """Prepare the fonts and say where they are."""
    paths = prepare_fonts()
    sys.stdout.write(f"{paths.regular}\n{paths.bold}\n")


if __name__ == "__main__":
    main()
