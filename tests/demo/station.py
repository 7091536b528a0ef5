"""`python -m tests.demo.station FOLDER client_ward --server …`: a station of the demo whose data lie in FOLDER.

It keeps the demo's hospital time, remembers its settings in the demo's folder and not in the user's, and ends with the launcher.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from shared import clock
from tests.demo.part import become, end_with_starter


def main(arguments: list[str]) -> None:
    """Be the station named second."""
    end_with_starter()
    # Qt is loaded after the watch has begun.
    from tests.demo.desks import settings_in

    folder, station, *rest = arguments
    clock.use_control_file(Path(folder) / "clock")
    settings_in(Path(folder) / "settings")
    os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
    become(station, rest)


if __name__ == "__main__":
    main(sys.argv[1:])
