"""Servers store and send codes and values; words are said at the window, on the paper or at the gateway's edge, never before."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import server

SERVERS: Final = Path(server.__file__).parent
ALLOWED: Final = {
    "__main__.py": "name of the account that an installation begins with",
    "manage.py": "reference of the opening stock, as whoever runs the command would type it",
    "kernel/settings.py": "name of the hospital until its settings say one",
    "tms/seed_data.py": "standard prescriptions and questions that an installation begins with",
    "admission/settlement_queries.py": "the national receipt's categories by name, to put them in their order",
    "ward/rules.py": "a unit that strengths on packages are given in",
    "gateway/documentation.py": "the description of the wire, for people",
    "gateway/web.py": "the description of the wire, and what its answers say",
    "gateway/tms/rest.py": "what the documented answers say",
    "gateway/tms/feed.py": "what the documented confirmations say",
    "gateway/tms/requests.py": "words of the documented wire, turned into values here",
}
"""Where Chinese stands that is no prose on its way to somebody else's window, and why."""


def is_chinese(text: str) -> bool:
    """Whether a Chinese character stands in it."""
    return any("一" <= character <= "鿿" for character in text)


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Chinese texts of a module that may become data: without what it says of itself, and without what is said in two languages
    (sentences of refusals, members of value lists, names of roles), and without comments on tables."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Name(id="zh")]) | ast.keyword(arg="comment"):
                continue
            case ast.Assign(value=ast.Tuple(elts=[ast.Constant(int()), ast.Constant(str()), ast.Constant(str())])):
                continue
            case ast.Call(func=ast.Name(id="Role"), args=[name, _, _, *rest]):
                for each in (name, *rest):
                    yield from literals(ast.Expression(each))
            case ast.Constant(value=str() as text) if is_chinese(text):
                yield node.lineno, text
            case _:
                yield from literals(node)


def found_in(path: Path) -> list[tuple[int, str]]:
    """The Chinese texts of a file."""
    return list(literals(ast.parse(path.read_text("utf-8"))))


def test_no_server_stores_or_sends_chinese_prose() -> None:
    files = {path.relative_to(SERVERS).as_posix(): found_in(path) for path in sorted(SERVERS.rglob("*.py"))}
    prose = {name: texts for name, texts in files.items() if texts and not name.startswith(tuple(ALLOWED))}
    assert prose == {}
    unused = [place for place in ALLOWED if not any(texts and name.startswith(place) for name, texts in files.items())]
    assert unused == [], "allowed for nothing"


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('"""说明."""', []),
        ('class A:\n    """说明."""\n    zh = "不能"\n    en = "no"', []),
        ('class A(Code):\n    ONE = 1, "一", "one"', []),
        ('roles = (Role("nurse", "护士", "nurse", f("数据")),)', ["数据"]),
        ('def f():\n    work.add(table, reason="患者出院")', ["患者出院"]),
        ('NOTE: Final = "离线"\nnote = f"改用设备 {sn}"', ["离线", "改用设备 "]),
    ],
)
def test_what_counts_as_prose(code: str, texts: list[str]) -> None:
    assert [text for _, text in literals(ast.parse(code))] == texts
