"""Tables of the TMS department: the kernel's own, until prescriptions arrive."""

from __future__ import annotations

from server.kernel.database import new_metadata
from server.kernel.tables import kernel_tables

metadata = new_metadata()
kernel = kernel_tables(metadata)
