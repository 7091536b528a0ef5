"""The HTTP side put together: log-in, tickets, health, metrics, and one shape for every error."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.utils import get_openapi
from pydantic import create_model
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.gateway import answers, documentation
from server.gateway.bodies import described, read_body
from server.gateway.door import REFUSALS, Door
from server.gateway.feed.endpoint import Feed
from server.gateway.limits import Allowances, address_of
from server.gateway.observation import GatewayMetrics, Reachability
from server.gateway.wire import Done, LogInBody, SessionInfo, Told, Wire, encode, said
from server.kernel.observation import log
from shared import clock
from shared.errors import BusinessError, InternalError
from shared.identifiers import new_id

_LOG_INS_PER_MINUTE = 20
_HEALTH_S = 2.0
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
_ABOUT = "处方执行记录 of other systems, and the feed of the treatment room at /ws/prescriptionexecution. See docs/integration.md."


class Watch:
    """One log line and one count per request: method, path template, status, milliseconds. Whatever is left is a bug."""

    def __init__(self, app: ASGIApp, metrics: GatewayMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        begin, status = clock.monotonic(), 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:  # noqa: BLE001 — the client learns a reference number, the log the story
            reference = new_id()[-8:].upper()
            log.error("bug", extra={"fields": {"reference": reference}}, exc_info=True)
            if not status:
                await answers.refused(InternalError(reference=reference))(scope, receive, note)
        path = getattr(scope.get("route"), "path", "other")
        seconds = clock.monotonic() - begin
        # A method is whatever a stranger sends; metrics and log get a known one.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, path, str(status)).inc()
        self._metrics.seconds.labels(method, path).observe(seconds)
        fields = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 2)}
        log.info("request", extra={"fields": fields})


def application(
    doors: Sequence[Door[Any]],
    feeds: Sequence[Feed[Any]],
    routers: Iterable[APIRouter],
    bodies: Sequence[type[Wire]],
    center: Reachability,
) -> FastAPI:
    """The whole HTTP application. The first of the doors lets people in, for all of them."""
    door = doors[0]
    app = FastAPI(
        title="Inpatient HIS gateway", version="1", description=_ABOUT, redirect_slashes=False, docs_url=None, redoc_url=None
    )
    app.state.door = door
    app.add_middleware(Watch, metrics=door.metrics)
    if door.settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(door.settings.allowed_origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        )
    _add_errors(app, door.statuses)
    for router in routers:
        app.include_router(router, responses=REFUSALS)
    _add_sessions(app, door)
    _add_health(app, doors, feeds, center)
    _add_documentation(app)
    app.openapi = lambda: _openapi(app, (*bodies, LogInBody))  # type: ignore[method-assign]
    return app


def _add_errors(app: FastAPI, statuses: answers.Statuses) -> None:
    @app.exception_handler(BusinessError)
    async def refused(request: Request, refusal: BusinessError) -> Response:
        return answers.refused(refusal, statuses, answers.language_of(request.headers.get("accept-language", "")))

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        field = str(first["loc"][-1])
        return Response(answers.error_body(f"{field}: {first['msg']}", "gateway.malformed", field), 422, None, answers.JSON)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        body = answers.error_body(error.detail, f"http.{error.status_code}")
        return Response(body, error.status_code, error.headers, answers.JSON)


def _add_sessions(app: FastAPI, door: Door[Any]) -> None:
    guesses = Allowances(_LOG_INS_PER_MINUTE)

    @app.post(
        "/session", tags=["session"], response_model=Done[SessionInfo], responses=REFUSALS, openapi_extra=described(LogInBody)
    )
    async def log_in(request: Request) -> Response:
        """登录. The token is shown once."""
        address = address_of(request.scope)
        guesses.spend(address)
        body = await read_body(request, LogInBody, door.settings)
        return answers.done("登录成功", said(SessionInfo, await door.accounts.log_in(body.name, body.password, address)))


def _add_health(app: FastAPI, doors: Sequence[Door[Any]], feeds: Sequence[Feed[Any]], center: Reachability) -> None:
    behind = {door.link.reachable.neighbour: door.link.reachable for door in doors} | {"messageCenter": center}
    parts: dict[str, Any] = {
        "status": (Literal["ok", "degraded"], ...),
        **dict.fromkeys(behind, (bool, ...)),
        "clients": (int, ...),
    }
    shape = create_model("Health", __base__=Told, __doc__="Whether the gateway and those behind it work.", **parts)
    looked = [0.0]

    @app.get("/health", tags=["operation"], response_model=shape)
    async def health() -> Response:
        """ok, or degraded while a department or the message center does not answer. Connections stay meanwhile."""
        if clock.monotonic() - looked[0] > _HEALTH_S:
            looked[0] = clock.monotonic()
            await asyncio.gather(*(_look(door) for door in doors))
        found = {name: neighbour.ok for name, neighbour in behind.items()}
        clients = sum(len(feed.hub.clients) for feed in feeds)
        status = "ok" if all(found.values()) else "degraded"
        return Response(encode({"status": status, **found, "clients": clients}), media_type=answers.JSON)

    @app.get("/metrics", tags=["operation"], response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def prometheus() -> Response:
        """The page Prometheus reads."""
        for feed in feeds:
            feed.hub.measure_queues()
        return Response(doors[0].metrics.page(), media_type="text/plain; version=1.0.0")


def _add_documentation(app: FastAPI) -> None:
    made: list[str] = []

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        """`/openapi.json` for people."""
        if not made:
            made.append(documentation.page(app.openapi()))
        return Response(made[0], 200, documentation.HEADERS, "text/html")


async def _look(door: Door[Any]) -> None:
    """Ask the department; its answer is noted where every answer is."""
    try:
        await asyncio.wait_for(door.link.ask(lambda api: api.hello()), _HEALTH_S)
    except (BusinessError, TimeoutError):
        log.debug("health: no answer")


def _openapi(app: FastAPI, bodies: Iterable[type[Wire]]) -> dict[str, Any]:
    """FastAPI's description with the bodies that are read by hand."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = made["components"]["schemas"]
        for body in bodies:
            schema = body.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
            schemas |= schema.pop("$defs", {})
            schemas[body.__name__] = schema
        app.openapi_schema = made
    return app.openapi_schema
