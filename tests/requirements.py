"""`python -m tests.requirements`: which tests prove which row of the requirements catalogue.

Fails when a row that `requirements.csv` declares done has no test marked with it, or a test names a row that does not exist.
"""

from __future__ import annotations

import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent


def marks_in(path: Path) -> Iterator[tuple[str, str]]:
    """(row, test) of every `pytest.mark.req(…)` in a file, on functions, classes and the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(TESTS).as_posix()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((row, f"{name}::{node.name}") for row in _rows(decorator))
        elif isinstance(node, ast.Assign) and any(isinstance(each, ast.Name) and each.id == "pytestmark" for each in node.targets):
            for part in ast.walk(node.value):
                yield from ((row, name) for row in _rows(part))


def _rows(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "req":
        return [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
    return []


def main() -> int:
    """Print the matrix; 1 when it has a hole."""
    with (TESTS / "requirements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    proofs: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for row, test in marks_in(path):
            proofs[row].append(test)
    unknown = sorted(set(proofs) - {row["id"] for row in rows})
    bare = [row["id"] for row in rows if row["done"] and not proofs[row["id"]]]
    for row in rows:
        if row["done"] or proofs[row["id"]]:
            print(f"{row['id']:6} {row['what'][:70]:70} {len(proofs[row['id']]):3}  {', '.join(proofs[row['id']][:3])}")
    if unknown:
        print(f"tests name rows that do not exist: {', '.join(unknown)}")
    if bare:
        print(f"declared done without a test: {', '.join(bare)}")
    return 1 if unknown or bare else 0


if __name__ == "__main__":
    sys.exit(main())
