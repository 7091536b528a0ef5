"""`his-administration --server host:port`: start the administrator's station, at the catalogue's server."""

from __future__ import annotations

import sys

from shared.qt.administration.app import main

if __name__ == "__main__":
    sys.exit(main())
