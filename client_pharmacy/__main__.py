"""`his-pharmacy --server host:port[,host:port]`: start the pharmacist's station."""

from __future__ import annotations

import sys

from client_pharmacy.app import main

if __name__ == "__main__":
    sys.exit(main())
