"""What Microsoft's parser lets pass and SQL Server does not: types, functions and words of other engines."""

from __future__ import annotations

import re

_TYPES = re.compile(
    r"^(INTEGER|BIGINT|BIT|DATE|DATETIMEOFFSET\(6\)|NUMERIC\(18, [24]\)|NVARCHAR\((\d+|max)\)|VARCHAR\((\d+)\)|VARBINARY\(max\))$"
)
_COLUMN = re.compile(r"^\s*\[?(\w+)\]? ([A-Z]+(?:\([^)]*\))?)(?: (?:NOT )?NULL)?(?: IDENTITY.*)?,?\s*$", re.MULTILINE)
_FUNCTION = re.compile(r"\b([a-zA-Z_]+)\(")
_FUNCTIONS = {
    "count", "sum", "min", "max", "coalesce", "in", "exists", "lower", "values", "inserted", "len", "cast", "over", "row_number",
    "and", "or", "not", "from", "where", "as", "on", "by", "numeric", "nvarchar", "varchar", "case", "when", "then",
    "select", "union",
}  # fmt: skip
_BANNED = re.compile(
    r"\bFOR UPDATE\b|::|\bLIMIT\b|\bTRUE\b|\bFALSE\b|\bRETURNING\b|\bNOW\(|\bILIKE\b|\bSERIAL\b|\bBOOLEAN\b|"
    r"\bIS (?:NOT )?DISTINCT\b"
)


def problems(sql: str) -> list[str]:
    """What SQL Server would refuse or misread in a statement."""
    found = [f"word of another engine: {match[0]}" for match in _BANNED.finditer(sql)]
    if sql.lstrip().startswith("CREATE TABLE"):
        for _, kind in _COLUMN.findall(sql):
            match = _TYPES.match(kind)
            if match is None:
                found.append(f"type {kind}")
            elif (size := match[2] or match[3]) and size != "max" and int(size) > 4000:
                found.append(f"type {kind} is too long")
        return found
    if not sql.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
        return found
    tables = set(re.findall(r"\b(?:INTO|FROM|JOIN|UPDATE) \[?(\w+)", sql))
    for name in _FUNCTION.findall(sql):
        if name.lower() not in _FUNCTIONS and name not in tables:
            found.append(f"function {name}")
    return found
