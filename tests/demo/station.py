"""`python -m tests.demo.station CLOCK client_ward --server …`: a station that keeps the demo's hospital time."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from shared import clock


def main(arguments: list[str]) -> None:
    """Read hospital time from the file named first, then be the station named second."""
    control_file, station, *rest = arguments
    clock.use_control_file(Path(control_file))
    sys.argv = [station, *rest]
    runpy.run_module(station, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
