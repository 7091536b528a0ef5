"""Collects every statement that tests execute, as SQL Server would get it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from sqlalchemy import ClauseElement, Engine, event
from sqlalchemy.dialects import mssql
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

_PARAMETER = re.compile(r"(?<![\w:]):(\w+)")


def as_tsql(statement: ClauseElement, parameters: dict[str, Any]) -> str:
    """The statement in T-SQL, with its parameters written as variables and its IN lists as long as they were."""
    columns = list(parameters) if isinstance(statement, UpdateBase) and parameters else None
    compiled = statement.compile(dialect=mssql.dialect(paramstyle="named"), column_keys=columns)
    assert isinstance(compiled, SQLCompiler)
    expanded = compiled.construct_expanded_state(parameters)
    return _PARAMETER.sub(r"@\1", expanded.statement)


class StatementCollector:
    """Listens to every engine of the process and keeps each statement once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._seen: set[Any] = set()
        self.statements: dict[str, None] = {}
        event.listen(Engine, "before_execute", self._note)

    def _note(self, connection: Any, statement: Any, many: Any, parameters: Any, _options: Any) -> None:
        # What SQLAlchemy itself asks another engine about its schema is no statement of ours.
        if connection.dialect.name != "sqlite" or not isinstance(statement, ClauseElement) or statement.is_text:  # type: ignore[attr-defined]
            return
        cache_key = statement._generate_cache_key()  # type: ignore[attr-defined]
        key = cache_key.key if cache_key is not None else None
        if key is None or key in self._seen:
            return
        self._seen.add(key)
        self.statements.setdefault(as_tsql(statement, dict(parameters or (many[0] if many else {}))))

    def write(self) -> None:
        """Leave the statements in a file of this process."""
        self._directory.mkdir(parents=True, exist_ok=True)
        path = self._directory / f"{os.getpid()}.json"
        path.write_text(json.dumps(list(self.statements), ensure_ascii=False), encoding="utf-8")


def collected(directory: Path) -> list[str]:
    """What all processes left."""
    statements: dict[str, None] = {}
    for path in sorted(directory.glob("*.json")):
        statements.update(dict.fromkeys(json.loads(path.read_text(encoding="utf-8"))))
    return list(statements)
