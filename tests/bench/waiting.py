"""Open windows of a ward: `python -m tests.bench.waiting PORT CA TOKEN STATIONS` waits for changes like as many stations."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from shared.contracts.ward.contract import WardContract
from shared.errors import Unavailable
from shared.rpc import Address, Client, TlsTrust

_WAIT_S = 20.0


def main(port: str, authority: str, token: str, stations: str) -> None:
    """Wait until standard input ends."""
    clients = []
    for _ in range(int(stations)):
        client = Client(WardContract, (Address("localhost", int(port)),), TlsTrust(Path(authority)), 60)
        client.token = token
        cursor = client.api.changes(-1, 0).cursor
        threading.Thread(target=_follow, args=(client, cursor), daemon=True).start()
        clients.append(client)
    print("ready", flush=True)
    sys.stdin.read()
    for client in clients:
        client.close()


def _follow(client: Client[WardContract], cursor: int) -> None:
    try:
        while True:
            cursor = client.api.changes(cursor, _WAIT_S).cursor
    except Unavailable:
        # Closed above.
        return


if __name__ == "__main__":
    main(*sys.argv[1:])
