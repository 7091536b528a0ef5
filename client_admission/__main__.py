"""`his-admission --server host:port[,host:port]`: start the cashier's station."""

from __future__ import annotations

import sys

from client_admission.app import main

if __name__ == "__main__":
    sys.exit(main())
