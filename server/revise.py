"""`python -m server.revise DEPARTMENT [WHAT]` (`make migration D=…`): write the next migration of a department from its tables."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from server import hospital
from server.kernel.database import open_engine
from server.kernel.department import Department
from server.kernel.schema import create_kernel_tables


def revise(declared: Department, what: str) -> None:
    """Compare the newest migration with the tables and write what is missing between them."""
    declared.versions.mkdir(parents=True, exist_ok=True)
    config, number = declared.alembic(), len(list(declared.versions.glob("*.py")))
    config.set_section_option("post_write_hooks", "hooks", "fix, format")
    for hook, options in (("fix", "check --fix -q"), ("format", "format -q")):
        for name, value in (("type", "module"), ("module", "ruff"), ("options", f"{options} REVISION_SCRIPT_FILENAME")):
            config.set_section_option("post_write_hooks", f"{hook}.{name}", value)
    with tempfile.TemporaryDirectory() as directory:
        engine = open_engine(f"sqlite:///{Path(directory) / 'compare.db'}")
        with engine.begin() as db:
            config.attributes["connection"] = db
            if number:
                command.upgrade(config, "head")
            else:
                # The first migration makes these by a call.
                with Operations.context(MigrationContext.configure(db)):
                    create_kernel_tables()
            name = f"{declared.name}_{number + 1:04d}"
            command.revision(config, what, autogenerate=True, rev_id=name, version_path=str(declared.versions))
        engine.dispose()


if __name__ == "__main__":
    revise(hospital.department(sys.argv[1]), " ".join(sys.argv[2:]) or "initial")
