"""The order in which commands of the treatment room lock rows, so that two of them never wait for each other.

First patients, devices and prescriptions; then sessions, by their numbers; then the counters that number new rows. What follows
from a step is left for the end of the unit of work: requests by order, statements by stay, and the counter of notices last. SQLite
lets one write at a time and never needs it; where several do, `tests/server/tms/test_concurrency.py` counts deadlocks.
"""

from __future__ import annotations

from typing import Final

REQUESTS: Final = 1
STATEMENTS: Final = 2
NOTICES: Final = 3
