"""`/prescription-execution` (W1, W3, W4): the source's interface, and what it takes to work with it."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field
from starlette.responses import Response

from server.gateway import answers
from server.gateway.bodies import described, read_body
from server.gateway.errors import Malformed
from server.gateway.limits import Allowances, address_of
from server.gateway.link import TmsLink, Visitor
from server.gateway.settings import GatewaySettings
from server.gateway.tms import wire
from server.gateway.tms.hub import Hub
from server.gateway.tms.requests import CancelBody, Day, ExecutionBody, Id, StatusBody, Text
from server.gateway.tms.responses import Done, ErrorAnswer, ExecutionPage, ExecutionRecord
from shared import clock
from shared.contracts.tms.errors import ExecutionChanged, ExecutionUnknown
from shared.contracts.tms.types import Execution, ExecutionStatus, FeedFilter, Notice
from shared.errors import LoginRequired, WardNotAllowed
from shared.identifiers import Key, new_key
from shared.rpc import bound

_FRESH = timedelta(minutes=1)
_LONGEST_PERIOD = timedelta(days=31)
_PROBLEMS = {
    400: "A rule says no",
    401: "Not logged in, or no longer",
    403: "Not allowed",
    404: "There is no such thing",
    408: "The body took too long to arrive",
    409: "Something else was faster, or the status does not allow it",
    413: "Too long",
    415: "Neither JSON nor a form",
    422: "Malformed",
    429: "Too much in too short a time",
    500: "A bug; the log has its story under the reference number",
    503: "The treatment room can't answer now",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer, "description": description} for status, description in _PROBLEMS.items()
}
_bearer = HTTPBearer(auto_error=False, description="the token of POST /session")

ExecutionId = Annotated[int, Path(ge=1, le=2**53 - 1, description="executionId")]


@dataclass(frozen=True)
class Door:
    """What the routes work with."""

    settings: GatewaySettings
    link: TmsLink
    hub: Hub
    asked: Allowances
    """Requests of each address and of each account."""

    @property
    def dialect(self) -> wire.Dialect:
        """REST is never anonymous, so never masked."""
        return wire.Dialect(within=self.settings.tbs_frequency == "within")

    async def visitor(self, credentials: HTTPAuthorizationCredentials | None, address: str) -> Visitor:
        """Who asks, from where. Raises LoginRequired, SessionExpired, TooManyRequests."""
        if credentials is None:
            raise LoginRequired
        self.asked.spend(f"address {address}")
        found = Visitor(await self.link.identify(credentials.credentials), credentials.credentials)
        self.asked.spend(f"account {found.user_id}")
        return found

    async def execution(self, visitor: Visitor, execution_id: int) -> Execution:
        """An execution this visitor may see. Raises ExecutionUnknown."""
        try:
            return await self.link.command(lambda api: api.execution(execution_id), visitor.user_id)
        except WardNotAllowed:
            # Whose patients one may not see, one can't count either.
            raise ExecutionUnknown(id=execution_id) from None

    async def cancelled(self, visitor: Visitor, found: Execution, body: CancelBody, given: str) -> Execution:
        """Cancel; a repeat with the same `Idempotency-Key` answers like the first."""

        async def cancel(version: int) -> Execution:
            key = command_key(given, visitor, found.id, version)
            return await self.link.command(lambda api: bound(api, key).cancel(found.id, version, body.reason), visitor.user_id)

        if given and not body.version and found.status is ExecutionStatus.FAILED:
            # A first request that said no version meant the one before it was cancelled. It answers only if there was one.
            with contextlib.suppress(ExecutionChanged):
                return await cancel(found.version - 1)
        return await cancel(body.version or found.version)

    def record(self, execution: Execution) -> dict[str, Any]:
        """`data` of an answer."""
        return wire.record_json(execution, self.dialect)

    def tell(self, notice: Notice) -> None:
        """Push at once what was just made here; an old answer to a repeated request is no news."""
        if clock.now() - notice.at < _FRESH:
            self.hub.publish(notice)


async def visitor(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None
) -> Visitor:
    """Who asks, by the Authorization header."""
    door: Door = request.app.state.door
    return await door.visitor(credentials, address_of(request.scope))


Who = Annotated[Visitor, Depends(visitor)]


def command_key(given: str, who: Visitor, *scope: object) -> Key:
    """The key of a command: the same `Idempotency-Key` of the same person is the same command."""
    if not given:
        return new_key()
    said = "\0".join((who.user_id, given, *map(str, scope)))
    return Key(hashlib.sha256(said.encode()).hexdigest())


def routes(door: Door) -> APIRouter:
    """Every route of executions."""
    router = APIRouter(prefix="/prescription-execution", tags=["prescription-execution"], responses=REFUSALS)

    _add_create(router, door)
    _add_reads(router, door)
    _add_changes(router, door)
    return router


def _add_create(router: APIRouter, door: Door) -> None:
    within = door.dialect.within

    @router.post("", response_model=Done[ExecutionRecord], openapi_extra=described(ExecutionBody))
    async def create(request: Request, who: Who) -> Response:
        """创建处方执行记录. Repeat it with the same `clientReference` or `Idempotency-Key`: it is created once."""
        body = await read_body(request, ExecutionBody, door.settings)
        new, answers_given = body.new(within), tuple(body.answers)
        key = command_key(request.headers.get("idempotency-key", ""), who)
        notice = await door.link.command(lambda api: bound(api, key, answers_given).create_execution(new), who.user_id)
        door.tell(notice)
        return answers.done("处方执行记录创建成功", door.record(notice.execution))


def _add_reads(router: APIRouter, door: Door) -> None:
    @router.get("/{execution_id}", response_model=Done[ExecutionRecord])
    async def one(execution_id: ExecutionId, who: Who) -> Response:
        """One execution as it is now."""
        return answers.done("查询成功", door.record(await door.execution(who, execution_id)))

    @router.get("", response_model=Done[ExecutionPage])
    async def several(
        who: Who,
        wanted: Annotated[FeedFilter, Depends(_filter)],
        first: Annotated[Day | None, Query(description="first day of creation; today when left out")] = None,
        last: Annotated[Day | None, Query(description="last day of creation, at most 31 days after the first")] = None,
        page_num: Annotated[int, Query(alias="pageNum", ge=1, le=1_000_000)] = 1,
        page_size: Annotated[int, Query(alias="pageSize", ge=1, le=500)] = 50,
    ) -> Response:
        """Executions created in a period of at most 31 days, latest first."""
        begin, end = first or last or clock.today(), last or first or clock.today()
        if not begin <= end <= begin + _LONGEST_PERIOD:
            days = _LONGEST_PERIOD.days
            raise Malformed(problem=f"last: first ≤ last ≤ first + {days} d", name="last")
        packet = await door.link.command(lambda api: api.executions(wanted, begin, end), who.user_id)
        shown = packet.rows[(page_num - 1) * page_size : page_num * page_size]
        return answers.done("查询成功", {"rows": [wire.row_json(row) for row in shown], "total": len(packet.rows)})


def _filter(
    hospital: Annotated[list[Id] | None, Query(max_length=50)] = None,
    device_type: Annotated[list[Text] | None, Query(alias="deviceType", max_length=50)] = None,
    device: Annotated[list[Id] | None, Query(max_length=50)] = None,
    status: Annotated[list[Annotated[int, Field(ge=0, le=4)]] | None, Query(max_length=50, description="executionStatus")] = None,
) -> FeedFilter:
    """The feed's filters."""
    return FeedFilter(
        tuple(hospital or ()), tuple(device_type or ()), tuple(device or ()), tuple(ExecutionStatus(each) for each in status or ())
    )


def _add_changes(router: APIRouter, door: Door) -> None:
    @router.put("/{execution_id}", response_model=Done[ExecutionRecord], openapi_extra=described(StatusBody))
    async def change(request: Request, execution_id: ExecutionId, who: Who) -> Response:
        """处方执行状态更新, by the rules of the feed: 0→1,4; 1→2,4; 2→3,4; 4→0. What holds already changes nothing."""
        assert who.identity is not None
        update = (await read_body(request, StatusBody, door.settings)).update(execution_id, who.identity.user_name)
        await door.execution(who, execution_id)
        execution = await door.link.command(lambda api: api.update_status(update), who.user_id)
        return answers.done("处方执行状态更新成功", door.record(execution))

    async def cancel(request: Request, execution_id: int, who: Visitor) -> Response:
        body = await read_body(request, CancelBody, door.settings)
        found = await door.execution(who, execution_id)
        execution = await door.cancelled(who, found, body, request.headers.get("idempotency-key", ""))
        return answers.done("处方执行记录已取消", door.record(execution))

    @router.post(
        "/{execution_id}/cancel", response_model=Done[ExecutionRecord], openapi_extra=described(CancelBody, required=False)
    )
    async def cancel_by_post(request: Request, execution_id: ExecutionId, who: Who) -> Response:
        """取消 an execution that has not started."""
        return await cancel(request, execution_id, who)

    @router.delete("/{execution_id}", response_model=Done[ExecutionRecord])
    async def cancel_by_delete(request: Request, execution_id: ExecutionId, who: Who) -> Response:
        """取消, without a reason of one's own: executions are never deleted."""
        return await cancel(request, execution_id, who)
