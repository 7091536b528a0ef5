"""A gateway that also tells of an execution for every line on its standard input: `python -m tests.bench.feed_server CONFIG PORT`.

Everything else is the product's: the fan-out is measured without the commit in front of it, as the reference's is.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from pathlib import Path

from server.gateway.main import GatewayServer
from server.hospital import settings_of
from server.kernel.observation import start_log
from server.kernel.settings import load
from tests.server.gateway import samples


def main(config: Path, port: int) -> None:
    """Serve until standard input ends."""
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (20_000, 20_000))
    sections = load(config)
    # Several run beside each other on the same settings.
    sections["gateway"] |= {"port": port, "metrics_port": 0}
    start_log("WARNING", None, "bench")
    server = GatewayServer(settings_of("gateway", sections), sections)
    server.start()
    print("ready", flush=True)
    for number, _ in enumerate(sys.stdin, 1):
        server._tell(server.feeds[0], samples.notice(number, id=number), number)
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
