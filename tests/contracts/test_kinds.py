"""Every kind of change that a server touches is shown by a page, and every kind a page shows is touched."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.contracts.common import KernelKind
from shared.qt.page import Page
from shared.qt.station import Station

ROOT = Path(__file__).parents[2]
STATIONS = tuple(sorted(path.name.removeprefix("client_") for path in ROOT.glob("client_*")))


def _touched(department: str) -> set[str]:
    kinds = importlib.import_module(f"shared.contracts.{department}.kinds").Kind
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "server" / department).glob("*.py"))
    return {str(kinds[node.attr]) for source in sources for node in ast.walk(ast.parse(source)) if _is_kind(node)}


def _is_kind(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind"


def _modules(department: str) -> Iterator[str]:
    package = importlib.import_module(f"client_{department}")
    yield from (
        found.name for found in pkgutil.walk_packages(package.__path__, f"client_{department}.") if "__main__" not in found.name
    )


def _shown(department: str) -> set[str]:
    """What its pages show, and what its station listens to besides."""
    for name in _modules(department):
        importlib.import_module(name)
    pages = [page for page in _below(Page) if page.__module__.startswith(f"client_{department}.")]
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / f"client_{department}").rglob("*.py")]
    kinds = importlib.import_module(f"shared.contracts.{department}.kinds").Kind
    named = {str(kinds[node.attr]) for source in sources for node in ast.walk(ast.parse(source)) if _is_kind(node)}
    shown = {kind for page in pages for kind in page.shows}
    assert shown <= named | set(KernelKind)
    return named


def _below(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)


@pytest.mark.parametrize("department", STATIONS)
def test_what_is_touched_is_shown_and_what_is_shown_is_touched(department: str) -> None:
    kinds = set(importlib.import_module(f"shared.contracts.{department}.kinds").Kind)
    assert _touched(department) == set(map(str, kinds))
    assert _shown(department) == set(map(str, kinds))


def test_a_station_knows_no_other_kind() -> None:
    """Texts would pass unseen: pages and listeners name members of an enum."""
    for department in STATIONS:
        for path in (ROOT / f"client_{department}").rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "kind":
                    constants = [each for side in node.comparators for each in ast.walk(side) if isinstance(each, ast.Constant)]
                    words = [each.value for each in constants if isinstance(each.value, str)]
                    assert words in ([], ["conflict"], ["not_allowed"]), f"{path}:{node.lineno}"
    assert Station.listen is not None
