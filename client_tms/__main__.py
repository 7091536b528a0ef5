"""`his-tms --server host:port[,host:port]`: start the TMS operator's station."""

from __future__ import annotations

import sys

from client_tms.app import main

if __name__ == "__main__":
    sys.exit(main())
