"""The command line every station has, and its life from there to the closed window."""

from __future__ import annotations

import argparse
import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from shared.contracts.common import DepartmentContract
from shared.qt.app import StationProgram, start
from shared.qt.shell import MainShell
from shared.rpc.wire import TlsTrust, parse_addresses

C = TypeVar("C", bound=DepartmentContract)


def run(
    name: str,
    title: str,
    contract: type[C],
    build: Callable[[MainShell], object],
    translations: Sequence[Path],
    arguments: list[str] | None = None,
) -> int:
    """Run the station `name` until its window is closed. `title` is Chinese and translated in the context "Station"."""
    return run_station(name, title, contract, build, translations, parser(name, title, contract.default_port).parse_args(arguments))


def run_station(
    name: str,
    title: str,
    contract: type[C],
    build: Callable[[MainShell], object],
    translations: Sequence[Path],
    options: argparse.Namespace,
) -> int:
    """`run` for a station with options of its own: `options` is what its `parser` read."""
    if options.language:
        os.environ["HIS_LANGUAGE"] = options.language
    app = start(name, translations)
    tls = TlsTrust(options.ca) if options.ca else None
    station: StationProgram[C] = StationProgram(
        title, contract, options.server, tls, build, lock_after=options.lock_after, translations=translations
    )
    station.log_in()
    return app.exec()


def parser(name: str, title: str, default_port: int) -> argparse.ArgumentParser:
    """Options of a station; several servers are tried in order and share one database."""
    made = argparse.ArgumentParser(prog=name, description=title)
    default = f"localhost:{default_port}"
    addresses = functools.partial(parse_addresses, default_port=default_port)
    made.add_argument("--server", type=addresses, default=addresses(default), help=f"host[:port][,host[:port]] (default {default})")
    made.add_argument("--ca", type=Path, help="certificate of the hospital's authority; without it the line is not encrypted")
    made.add_argument("--lock-after", type=float, default=10, metavar="MINUTES", help="lock after so long without input, 0: never")
    made.add_argument("--language", choices=("zh", "en"), help="language of the windows (default: the user's setting)")
    return made
