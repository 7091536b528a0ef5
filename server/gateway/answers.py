"""Answers of REST: the source's envelope, and errors as one sentence with a code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from starlette.responses import Response

from server.gateway.errors import (
    Malformed,
    MediaTypeUnknown,
    OriginRefused,
    RequestSlow,
    TooLarge,
    TooManyClients,
    TooManyRequests,
)
from server.gateway.wire import encode
from server.kernel.sessions import TooManyFailures
from shared.errors import BusinessError, KeyReused, LoginRequired, SessionExpired, WrongLogin
from shared.sentences import Language

JSON = "application/json"
_BY_KIND = {"refused": 400, "needs_confirmation": 409, "conflict": 409, "not_allowed": 403, "unavailable": 503, "bug": 500}
Statuses = Mapping[type[BusinessError], int]
STATUSES: Statuses = {
    LoginRequired: 401,
    SessionExpired: 401,
    WrongLogin: 401,
    OriginRefused: 403,
    RequestSlow: 408,
    TooLarge: 413,
    MediaTypeUnknown: 415,
    Malformed: 422,
    KeyReused: 422,
    TooManyClients: 503,
    TooManyFailures: 429,
    TooManyRequests: 429,
}
"""What isn't told by its kind; departments add theirs."""


def status_of(refusal: BusinessError, statuses: Statuses) -> int:
    """The HTTP status of a refusal."""
    return statuses.get(type(refusal), _BY_KIND[refusal.kind])


def refusal_body(refusal: BusinessError, language: Language = "zh") -> bytes:
    """The body of a refusal."""
    field = refusal.name if isinstance(refusal, Malformed) else refusal.field
    return error_body(refusal.sentence(language), refusal.code, field)


def error_body(message: str, code: str, field: str | None = None) -> bytes:
    """{"success": false, …}."""
    return encode({"success": False, "message": message, "code": code, "field": field})


def refused(refusal: BusinessError, statuses: Statuses = STATUSES, language: Language = "zh") -> Response:
    """The answer to a request that is refused."""
    status = status_of(refusal, statuses)
    headers = {"Retry-After": "5"} if status in {429, 503} else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(refusal_body(refusal, language), status, headers, JSON)


async def refuse_upgrade(send: Callable[[MutableMapping[str, Any]], Awaitable[None]], status: int, body: bytes) -> None:
    """An answer in place of a WebSocket."""
    headers = [(b"content-type", JSON.encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def done(message: str, data: Any) -> Response:
    """{"success": true, …}."""
    return Response(encode({"success": True, "message": message, "data": data}), 200, None, JSON)


def language_of(accepted: str) -> Language:
    """English for who asks for it first, Chinese for everybody else."""
    return "en" if accepted.strip().lower().startswith("en") else "zh"


def bearer(header: str) -> str:
    """The token of an Authorization header. Raises LoginRequired."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise LoginRequired
    return token.strip()
