"""`python -m tests.bench [--quick] [--output FILE]`: measure every ratio, print the table.

The exit code is 0 whatever comes out.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from shared import clock
from tests.bench import feed, inside, on_postgres, over_the_wire, ratios
from tests.bench.ratios import FULL, QUICK, Measured, Size


def run(size: Size) -> list[Measured]:
    """Every measurement, on a hospital of its own."""
    measured = []
    with tempfile.TemporaryDirectory(prefix="his-bench-") as folder:
        directory = Path(folder)
        try:
            with over_the_wire.stage(directory, size) as scene:
                _tell(f"{size.copies + 1} × 3,600 orders; servers listen")
                for each in over_the_wire.measure(scene):
                    measured.append(_told(each))
                sheet = scene.nurse.api.order_sheet(scene.patients.shown[0])  # type: ignore[arg-type]
            for each in inside.measure(directory, size, scene.patients, sheet.orders.rows):
                measured.append(_told(each))
            for each in on_postgres.measure(directory / "postgresql", size):
                measured.append(_told(each))
            for each in feed.measure(directory, size):
                measured.append(_told(each))
        finally:
            clock.use_control_file(None)
    return measured


def _told(each: Measured) -> Measured:
    _tell(f"{each.name:10} {each.median:.3g}")
    return each


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Ratios against physical limits.")
    parser.add_argument("--quick", action="store_true", help="a small hospital, one round: shows that it works, measures nothing")
    parser.add_argument("--output", type=Path, help="also write the table to this file")
    options = parser.parse_args(arguments)
    size = QUICK if options.quick else FULL
    table = ratios.table(run(size))
    busy = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {busy:.1f}, {size.rounds} rounds\n\n{table}")
    if options.output:
        options.output.write_text(f"{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
