"""The HTTP side put together: log-in, tickets, health, metrics, and one shape for every error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from server.gateway import answers, documentation
from server.gateway.bodies import described, read_body
from server.gateway.limits import Allowances, address_of
from server.gateway.observation import GatewayMetrics, Reachability
from server.gateway.tms import feed, rest, wire
from server.gateway.tms.requests import CancelBody, ExecutionBody, LogInBody, StatusBody
from server.gateway.tms.responses import Done, Health, SessionInfo, TicketInfo
from server.gateway.tms.rest import REFUSALS, Door, Who
from server.kernel.observation import log
from shared import clock
from shared.errors import BusinessError, InternalError
from shared.identifiers import new_id

_LOG_INS_PER_MINUTE = 20
_HEALTH_S = 2.0
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
_ABOUT = "处方执行记录 of other systems, and the feed of the treatment room at /ws/prescriptionexecution. See docs/integration.md."

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class Watch:
    """One log line and one count per request: method, path template, status, milliseconds. Whatever is left is a bug."""

    def __init__(self, app: App, metrics: GatewayMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """See the class."""
        begin, status = clock.monotonic(), 0

        async def note(message: MutableMapping[str, Any]) -> None:
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


def application(door: Door, metrics: GatewayMetrics, tms: Reachability, center: Reachability) -> FastAPI:
    """The whole HTTP application."""
    app = FastAPI(
        title="Inpatient HIS gateway", version="1", description=_ABOUT, redirect_slashes=False, docs_url=None, redoc_url=None
    )
    app.state.door = door
    app.add_middleware(Watch, metrics=metrics)
    if door.settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(door.settings.allowed_origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        )
    _add_errors(app)
    app.include_router(rest.routes(door))
    _add_sessions(app, door)
    _add_health(app, door, metrics, tms, center)
    _add_documentation(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(BusinessError)
    async def refused(request: Request, refusal: BusinessError) -> Response:
        return answers.refused(refusal, answers.language_of(request.headers.get("accept-language", "")))

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        field = str(first["loc"][-1])
        return Response(answers.error_body(f"{field}: {first['msg']}", "gateway.malformed", field), 422, None, answers.JSON)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        body = answers.error_body(error.detail, f"http.{error.status_code}")
        return Response(body, error.status_code, error.headers, answers.JSON)


def _add_sessions(app: FastAPI, door: Door) -> None:
    guesses = Allowances(_LOG_INS_PER_MINUTE)

    @app.post(
        "/session", tags=["session"], response_model=Done[SessionInfo], responses=REFUSALS, openapi_extra=described(LogInBody)
    )
    async def log_in(request: Request) -> Response:
        """登录. The token is shown once."""
        address = address_of(request.scope)
        guesses.spend(address)
        body = await read_body(request, LogInBody, door.settings)
        session = await door.link.ask(lambda api: api.log_in_for(body.name, body.password, address))
        info = SessionInfo.model_construct(
            token=session.token,
            user_id=session.user_id,
            user_name=session.user_name,
            role=session.role,
            rights=list(session.rights),
            wards=list(session.wards),
            hospital=session.hospital,
        )
        return answers.done("登录成功", info.model_dump(by_alias=True))

    @app.post("/feed-ticket", tags=["session"], response_model=Done[TicketInfo], responses=REFUSALS)
    async def feed_ticket(who: Who) -> Response:
        """A ticket for the query of the WebSocket's address: one connection within 30 seconds."""
        ticket = await door.link.command(lambda api: api.feed_ticket(), who.user_id)
        data = {
            "ticket": ticket.ticket,
            "expiresAt": wire.instant(ticket.expires_at),
            "path": f"{feed.PATH}?ticket={ticket.ticket}",
        }
        return answers.done("连接凭证已生成", data)


def _add_health(app: FastAPI, door: Door, metrics: GatewayMetrics, tms: Reachability, center: Reachability) -> None:
    looked = [0.0]

    @app.get("/health", tags=["operation"], response_model=Health)
    async def health() -> Response:
        """ok, or degraded while the treatment room or the message center does not answer. Connections stay meanwhile."""
        if clock.monotonic() - looked[0] > _HEALTH_S:
            looked[0] = clock.monotonic()
            await _look(door)
        status = "ok" if tms.ok and center.ok else "degraded"
        known = Health.model_construct(status=status, tms=tms.ok, message_center=center.ok, clients=len(door.hub.clients))
        return Response(known.model_dump_json(by_alias=True), media_type=answers.JSON)

    @app.get("/metrics", tags=["operation"], response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def prometheus() -> Response:
        """The page Prometheus reads."""
        door.hub.measure_queues()
        return Response(metrics.page(), media_type="text/plain; version=1.0.0")


def _add_documentation(app: FastAPI) -> None:
    made: list[str] = []

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        """`/openapi.json` for people."""
        if not made:
            made.append(documentation.page(app.openapi()))
        return Response(made[0], 200, documentation.HEADERS, "text/html")


async def _look(door: Door) -> None:
    """Ask the treatment room; its answer is noted where every answer is."""
    try:
        await asyncio.wait_for(door.link.ask(lambda api: api.hello()), _HEALTH_S)
    except (BusinessError, TimeoutError):
        log.debug("health: no answer")


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's description with the bodies that are read by hand."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = made["components"]["schemas"]
        bodies: tuple[type[BaseModel], ...] = (ExecutionBody, StatusBody, CancelBody, LogInBody)
        for body in bodies:
            schema = body.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
            schemas |= schema.pop("$defs", {})
            schemas[body.__name__] = schema
        app.openapi_schema = made
    return app.openapi_schema
