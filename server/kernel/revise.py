"""`python -m server.kernel.revise DEPARTMENT MESSAGE`: write the next migration of a department from its tables."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from server.hospital import department
from server.kernel.database import open_engine


def revise(name: str, message: str) -> None:
    """Compare the newest migration with the tables and write what is missing between them."""
    declared = department(name)
    declared.versions.mkdir(parents=True, exist_ok=True)
    config = declared.alembic()
    with tempfile.TemporaryDirectory() as directory:
        engine = open_engine(f"sqlite:///{Path(directory) / 'compare.db'}")
        with engine.begin() as db:
            config.attributes["connection"] = db
            if any(declared.versions.glob("*.py")):
                command.upgrade(config, "head")
            number = len(list(declared.versions.glob("*.py"))) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{name}_{number:04d}", version_path=str(declared.versions))
        engine.dispose()


if __name__ == "__main__":
    revise(sys.argv[1], " ".join(sys.argv[2:]) or "initial")
