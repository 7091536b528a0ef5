"""`python -m tests.sqlserver.check DIRECTORY`: read every collected statement with Microsoft's parser and our lint."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from tests.sqlserver import lint, scriptdom
from tests.sqlserver.collect import collected


def main(directory: Path) -> int:
    """Print what SQL Server would refuse; 1 when there is anything, or when nothing was collected."""
    statements = collected(directory)
    print(f"{len(statements)} statements for SQL Server")
    if sys.platform != "linux" or platform.machine() != "x86_64":
        print("not parsed: Microsoft's parser comes as a Linux x86-64 package")
        return 0
    found = [f"{message}\n    {statements[number]}" for number, _, message in scriptdom.parse(statements)]
    found += [f"{problem}\n    {sql}" for sql in statements for problem in lint.problems(sql)]
    for problem in found:
        print(problem)
    return 1 if found or not statements else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
