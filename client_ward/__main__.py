"""`python -m client_ward --server host[:port][,host[:port]] [--ca FILE] [--language zh|en]`: the nurse's station."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from client_ward.app import I18N, builder
from shared.contracts.ward.contract import WardContract
from shared.qt.app import Station, start
from shared.rpc.wire import TlsTrust, parse_addresses

PORT = 18802


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the log-in and run until the window is closed."""
    options = _parser().parse_args(arguments)
    if options.language:
        os.environ["HIS_LANGUAGE"] = options.language
    app = start("his-ward", (I18N,))
    trust = TlsTrust(options.ca) if options.ca is not None else None
    title = QCoreApplication.translate("WardStation", "护士工作站")
    station = Station(title, WardContract, options.server, trust, builder())
    station.log_in()
    return app.exec()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="his-ward", description="Station of nurses and doctors on the wards")
    parser.add_argument(
        "--server",
        type=lambda text: parse_addresses(text, PORT),
        default=parse_addresses("localhost", PORT),
        metavar="HOST[:PORT][,HOST[:PORT]]",
        help=f"ward servers of one database, tried in this order (default: localhost:{PORT})",
    )
    parser.add_argument("--ca", type=Path, help="the hospital's certificate authority (PEM); without it nothing is encrypted")
    parser.add_argument("--language", choices=("zh", "en"), help="language of the windows (default: the user's setting)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
