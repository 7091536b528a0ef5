"""The command line of the TMS station: the machine it drives and the feed it follows, beside what every station has."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from client_tms.stimulator import drivers
from shared.feed import FeedOptions
from shared.rpc.wire import Address

FEED_PORT, FEED_PATH = 9527, "/ws/prescriptionexecution"
NO_FEED = "none"


def add(parser: argparse.ArgumentParser) -> None:
    """Add this station's options."""
    machines = ", ".join(drivers.available())
    parser.add_argument(
        "--stimulator", default=drivers.SIMULATOR, metavar="NAME[:CONNECTION]", help=f"the machine ({machines}; default simulator)"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="seconds of a session that pass in one second; simulator only")
    parser.add_argument(
        "--feed",
        default="",
        metavar="URL",
        help=f"ws://host:port{FEED_PATH} (default: the server's host, port {FEED_PORT}), or none",
    )
    parser.add_argument("--console", default="", help="name of this console (default: the computer's)")
    parser.add_argument(
        "--log-directory", type=Path, help="where session logs wait for the server (default: the user's state folder)"
    )


def feed_options(wanted: str, servers: Sequence[Address], ca: Path | None, console: str) -> FeedOptions | None:
    """Where the feed is: as given, else beside the first server; None without one."""
    if wanted == NO_FEED:
        return None
    url = wanted or f"{'wss' if ca else 'ws'}://{servers[0].host}:{FEED_PORT}{FEED_PATH}"
    return FeedOptions(url, client_id=console, client_info=console, ca=ca)
