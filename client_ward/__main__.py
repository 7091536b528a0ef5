"""`his-ward --server host[:port][,host[:port]]`: start the nurse's station."""

from __future__ import annotations

import sys

from client_ward.app import main

if __name__ == "__main__":
    sys.exit(main())
