"""Request bodies: JSON or a form, never longer than allowed, checked against their shape."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from server.gateway.errors import Malformed, MediaTypeUnknown, TooLarge

B = TypeVar("B", bound=BaseModel)
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


async def read_body(request: Request, kind: type[B], limit: int) -> B:
    """The body as `kind`. Raises Malformed, TooLarge, MediaTypeUnknown."""
    data = await _bytes(request, limit)
    media = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    try:
        if media == "application/json":
            return kind.model_validate_json(data or b"{}")
        return kind.model_validate(await _form(request, media, data))
    except ValidationError as error:
        raise _malformed(error) from None


def described(kind: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """What OpenAPI says of such a body."""
    schema = {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}
    return {"requestBody": {"required": required, "content": {"application/json": schema, _URLENCODED: schema}}}


async def _bytes(request: Request, limit: int) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            raise TooLarge(limit=limit)
    return bytes(data)


async def _form(request: Request, media: str, data: bytes) -> dict[str, Any]:
    if media == _URLENCODED:
        try:
            return dict(parse_qsl(data.decode(), max_num_fields=100))
        except ValueError:
            raise Malformed(problem="form") from None
    if media != _MULTIPART:
        raise MediaTypeUnknown

    async def whole() -> Any:
        yield data

    try:
        form = await MultiPartParser(request.headers, whole(), max_files=0, max_fields=100).parse()
    except (MultiPartException, KeyError):
        raise Malformed(problem="form") from None
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def _malformed(error: ValidationError) -> Malformed:
    """The first problem: its place and its kind, never the value."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, str) and part.isidentifier()) or None
    problem = first["msg"]
    return Malformed(problem=f"{place}: {problem}" if place else problem, name=place)
