"""Request bodies: JSON or a form, never longer than allowed nor later than awaited, checked against their shape."""

from __future__ import annotations

import asyncio
import typing
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from server.gateway.errors import Malformed, MediaTypeUnknown, RequestSlow, TooLarge
from server.gateway.settings import GatewaySettings

B = TypeVar("B", bound=BaseModel)
_CHARSETS = {"": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"} | {
    name: name for name in ("utf-8", "gb18030", "us-ascii", "iso-8859-1")
}
"""What a sender may name, and how it is read: GB18030 holds the two older Chinese sets."""
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


async def read_body(request: Request, kind: type[B], settings: GatewaySettings) -> B:
    """The body as `kind`. Raises Malformed, TooLarge, MediaTypeUnknown, RequestSlow."""
    try:
        async with asyncio.timeout(settings.request_s):
            data = await _bytes(request, settings.max_message_bytes)
    except TimeoutError:
        raise RequestSlow from None
    media, options = parse_options_header(request.headers.get("content-type", "application/json"))
    charset = _CHARSETS.get(options.get(b"charset", b"").decode("latin-1").lower())
    if charset is None:
        raise MediaTypeUnknown
    try:
        text = data.decode(charset)
        if media == b"application/json":
            return kind.model_validate_json(text or "{}")
        return kind.model_validate(_listed(kind, await _form(request, media.decode("latin-1"), text, charset)))
    except UnicodeDecodeError:
        raise Malformed(problem=charset) from None
    except ValidationError as error:
        raise _malformed(error) from None


def described(kind: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """What OpenAPI says of such a body."""
    schema = {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}
    return {"requestBody": {"required": required, "content": {"application/json": schema, _URLENCODED: schema}}}


async def _bytes(request: Request, limit: int) -> bytes:
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > limit:
                raise TooLarge(limit=limit)
    except ClientDisconnect:
        # Nobody is left to read the answer; this is no fault of ours.
        raise Malformed(problem="body") from None
    return bytes(data)


async def _form(request: Request, media: str, text: str, charset: str) -> list[tuple[str, str]]:
    """The fields of a form. Text is read here whatever the parser thinks of its character set, which is UTF-8 by then."""
    if media == _URLENCODED:
        try:
            return parse_qsl(text, max_num_fields=100, encoding=charset, errors="strict")
        except ValueError:
            raise Malformed(problem="form") from None
    if media != _MULTIPART:
        raise MediaTypeUnknown

    async def whole() -> Any:
        yield text.encode()

    boundary = parse_options_header(request.headers["content-type"])[1].get(b"boundary", b"")
    headers = Headers({"content-type": f"{_MULTIPART}; boundary={boundary.decode('latin-1')}"})
    try:
        form = await MultiPartParser(headers, whole(), max_files=0, max_fields=100).parse()
    except (MultiPartException, KeyError, ValueError):
        raise Malformed(problem="form") from None
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _listed(kind: type[BaseModel], fields: list[tuple[str, str]]) -> dict[str, Any]:
    """A form as an object: what the body has a list of may stand there several times, or separated by commas."""
    names = {field.alias or name: typing.get_origin(field.annotation) is list for name, field in kind.model_fields.items()}
    said: dict[str, Any] = {}
    for name, value in fields:
        if names.get(name):
            said.setdefault(name, []).extend(part.strip() for part in value.split(",") if part.strip())
        else:
            said[name] = value
    return said


def _malformed(error: ValidationError) -> Malformed:
    """The first problem: its place and its kind, never the value."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, str) and part.isidentifier()) or None
    problem = first["msg"]
    return Malformed(problem=f"{place}: {problem}" if place else problem, name=place)
