"""Request bodies: JSON or a form, never longer than allowed nor later than awaited, checked against their shape."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from server.gateway.errors import Malformed, MediaTypeUnknown, RequestSlow, TooLarge
from server.gateway.settings import GatewaySettings
from server.gateway.wire import W, Wire, listed, read

_CHARSETS = {"": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"} | {
    name: name for name in ("utf-8", "gb18030", "us-ascii", "iso-8859-1")
}
"""What a sender may name, and how it is read: GB18030 holds the two older Chinese sets."""
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


async def read_body(request: Request, kind: type[W], settings: GatewaySettings) -> W:
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
    except UnicodeDecodeError:
        raise Malformed(problem=charset) from None
    if media == b"application/json":
        return read(kind, text or "{}")
    return read(kind, listed(kind, await _form(request, media.decode("latin-1"), text, charset)))


def described(kind: type[Wire], *, required: bool = True) -> dict[str, Any]:
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
