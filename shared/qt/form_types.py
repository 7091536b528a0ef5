"""Which editor suits a field of a contract's dataclass, from its type and `Meta`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import inspect

from shared.qt import editors
from shared.qt.editors import Editor


@dataclass(frozen=True)
class FieldType:
    """What a form needs to know of a field."""

    editor: Editor
    required: bool
    optional: bool
    """Whether None is a value of it."""


def field_types(value_type: type[Any]) -> dict[str, FieldType]:
    """Every field of a dataclass that an editor exists for."""
    info = inspect.type_info(value_type)
    if not isinstance(info, inspect.DataclassType):
        raise TypeError(f"{value_type.__name__} is no dataclass")
    found = {}
    for field in info.fields:
        kind, optional = _without_none(field.type)
        editor = _editor(kind, optional=optional)
        if editor is not None:
            must = isinstance(kind, inspect.StrType) and bool(kind.min_length)
            found[field.encode_name] = FieldType(editor, (field.required or must) and not optional, optional)
    return found


def _without_none(kind: inspect.Type) -> tuple[inspect.Type, bool]:
    if isinstance(kind, inspect.UnionType):
        rest = [part for part in kind.types if not isinstance(part, inspect.NoneType)]
        if len(rest) < len(kind.types) and len(rest) == 1:
            return rest[0], True
    return kind, False


def _editor(kind: inspect.Type, *, optional: bool) -> Editor | None:
    make = _MAKERS.get(type(kind))
    return None if make is None else make(kind, optional)


_MAKERS: dict[type[inspect.Type], Callable[[Any, bool], Editor]] = {
    inspect.StrType: lambda kind, optional: editors.TextEditor(kind.max_length or 200, empty_is_none=optional),
    inspect.IntType: lambda kind, _optional: editors.IntegerEditor(kind.ge, kind.le),
    inspect.DecimalType: lambda _kind, _optional: editors.NumberEditor(4),
    inspect.DateType: lambda _kind, _optional: editors.DayEditor(),
    inspect.DateTimeType: lambda _kind, _optional: editors.MomentEditor(),
    inspect.EnumType: lambda kind, optional: editors.ChoiceEditor(kind.cls, may_be_empty=optional),
    inspect.BoolType: lambda _kind, _optional: editors.FlagEditor(),
}
