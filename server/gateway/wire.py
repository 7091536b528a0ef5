"""What the wires of all departments have in common. Each type of a wire stands once, here or in its department's part: it checks
what comes or makes what goes, and `/docs` describes it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar, cast, get_origin

import msgspec
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasGenerator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from server.gateway.errors import Malformed
from shared import clock

D = TypeVar("D")
Json = dict[str, Any]
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2199, 12, 31)
"""Days anybody can mean: nobody was born before, and beyond a calendar's own edges no zone can be counted."""


class Wire(BaseModel):
    """What comes, in camelCase; what is not known is ignored, as the source's clients may send more than they must."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")


class Told(BaseModel):
    """What goes, in camelCase, from the attributes of a value of the contract: see `said`."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))


W = TypeVar("W", bound=Wire)


# -- what comes


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is meant")
    return value


def _stored(value: str) -> str:
    """Text that every database keeps."""
    if not value.isprintable():
        raise ValueError("control characters")
    return value.strip()


Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
NoTruth = BeforeValidator(_no_truth)
Whole = Annotated[int, NoTruth]
Id = Annotated[Whole, Field(ge=1, le=2**53 - 1)]
Stored = AfterValidator(_stored)
Words50 = Annotated[str, Field(max_length=50)]
Words200 = Annotated[str, Field(max_length=200)]
Text = Annotated[Words50, Stored]
LongText = Annotated[Words200, Stored]


def either(*names: str) -> Any:
    """A list that has one of these names: in a message, or in the query of an address."""
    return Field([], validation_alias=AliasChoices(*names), max_length=50)


def read(kind: type[W], said: Any) -> W:
    """JSON text or an object as `kind`. Raises Malformed with the first problem: its place and its kind, never the value."""
    try:
        return kind.model_validate_json(said) if isinstance(said, str) else kind.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, str) and part.isidentifier()) or None
    raise Malformed(problem=f"{place}: {first['msg']}" if place else first["msg"], name=place)


def listed(kind: type[Wire], fields: Iterable[tuple[str, str]]) -> Json:
    """A form or a query as an object: what `kind` has a list of may stand there several times, or separated by commas."""
    lists = {name for field in kind.model_fields.values() if get_origin(field.annotation) is list for name in _names(field)}
    found: Json = {}
    for name, value in fields:
        if name in lists:
            found.setdefault(name, []).extend(part.strip() for part in value.split(",") if part.strip())
        else:
            found[name] = value
    return found


def _names(field: Any) -> Iterable[Any]:
    given = field.validation_alias
    return given.choices if isinstance(given, AliasChoices) else (given,)


def moment_of(text: str | None) -> datetime:
    """When it happened at the client; now when it does not say. A time without zone is the hospital's. Raises Malformed."""
    if not text:
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
        moment = clock.local(moment) if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
    except (ValueError, OverflowError):
        raise Malformed(problem="timestamp", name="timestamp") from None
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise Malformed(problem="timestamp", name="timestamp")
    return moment


# -- what goes


def said(kind: type[Told], value: object) -> Json:
    """A value of the contract as `kind` has it on the wire."""
    names, get, written = _parts(kind)
    told = dict(zip(names, get(value), strict=True))
    for name, write in written:
        told[name] = write(told[name])
    return told


@functools.cache
def _parts(kind: type[Told]) -> tuple[list[str], Callable[[object], tuple[Any, ...]], list[tuple[str, Callable[[Any], Any]]]]:
    """Names on the wire, where from, and how some are written. The model describes; filling it would take thrice as long."""
    names, paths, written = [], [], []
    for attribute, field in kind.model_fields.items():
        given, name = field.validation_alias, str(field.serialization_alias)
        names.append(name)
        paths.append(".".join(map(str, given.path)) if isinstance(given, AliasPath) else attribute)
        written += [(name, cast("Callable[[Any], Any]", each.func)) for each in field.metadata if isinstance(each, BeforeValidator)]
        if isinstance(field.annotation, type) and issubclass(field.annotation, Told):
            written.append((name, functools.partial(said, field.annotation)))
    return names, operator.attrgetter(*paths), written


def of(*path: str) -> Any:
    """Where a field of what goes comes from, when not from the attribute of its own name."""
    return Field(validation_alias=AliasPath(*path))


def encode(message: Any) -> bytes:
    """UTF-8 without spaces, keys in their order."""
    return msgspec.json.encode(message)


def instant(moment: datetime | None) -> str | None:
    """2025-01-20T15:45:30.456+08:00."""
    return clock.local(moment).isoformat(timespec="milliseconds") if moment else None


def number(value: Decimal) -> int | float:
    """A JSON number, whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def _words(text: str) -> str | None:
    return text or None


Instant = Annotated[str, BeforeValidator(instant)]
Sometime = Annotated[str | None, BeforeValidator(instant)]
Number = Annotated[int | float, BeforeValidator(number)]
Words = Annotated[str | None, BeforeValidator(_words)]
"""Text, null where there is none."""


class Done(Told, Generic[D]):
    """An answer."""

    success: Literal[True]
    message: str
    data: D


class ErrorAnswer(Told):
    """A refusal: a sentence for people, a code for programs, the field it concerns."""

    success: Literal[False]
    message: str
    code: str
    field: str | None


class LogInBody(Wire):
    """A member of staff, or an interface account."""

    name: Annotated[str, Field(min_length=1, max_length=50)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class SessionInfo(Told):
    """A log-in. The token goes into the header `Authorization: Bearer …`."""

    token: str
    user_id: str
    user_name: str
    role: str
    rights: list[str]
    wards: list[str]
    hospital: str
