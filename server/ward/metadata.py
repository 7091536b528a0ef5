"""The ward's metadata: its own tables, its replicas and the kernel's are one schema."""

from __future__ import annotations

from functools import partial

from server.kernel.database import new_metadata
from server.kernel.rows import declare
from server.kernel.tables import kernel_tables

metadata = new_metadata()
kernel = kernel_tables(metadata)
table = partial(declare, metadata)
