"""`/prescription-execution` (W1, W3, W4): the source's interface, and what it takes to work with it."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from server.gateway import answers
from server.gateway.bodies import described, read_body
from server.gateway.door import REFUSALS, Door, Who, idempotency_key
from server.gateway.errors import Malformed
from server.gateway.link import Visitor
from server.gateway.tms import wire
from server.gateway.tms.feed import TmsFeed
from server.gateway.tms.requests import CancelBody, ExecutionBody, StatusBody
from server.gateway.tms.wire import ExecutionLine, ExecutionPage, ExecutionRecord, TicketInfo
from server.gateway.wire import Day, Done, Id, Text, instant, said
from shared import clock
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.errors import ExecutionChanged, ExecutionUnknown
from shared.contracts.tms.types import Execution, ExecutionStatus, FeedFilter
from shared.errors import WardNotAllowed

_LONGEST_PERIOD = timedelta(days=31)
ExecutionId = Annotated[int, Path(ge=1, le=2**53 - 1, description="executionId")]


class Executions:
    """What the routes have in common."""

    def __init__(self, door: Door[TmsContract]) -> None:
        self.door, self.link, self.settings = door, door.link, door.settings
        # REST is never anonymous, so never masked.
        self.dialect = wire.Dialect(within=door.settings.tbs_frequency == "within")

    async def one(self, visitor: Visitor, execution_id: int) -> Execution:
        """An execution this visitor may see. Raises ExecutionUnknown."""
        try:
            return await self.link.command(lambda api: api.execution(execution_id), visitor.user_id)
        except WardNotAllowed:
            # Whose patients one may not see, one can't count either.
            raise ExecutionUnknown(id=execution_id) from None

    async def cancelled(self, request: Request, visitor: Visitor, execution_id: int) -> Response:
        """Cancel; a repeat with the same `Idempotency-Key` answers like the first."""
        body, given = await read_body(request, CancelBody, self.settings), idempotency_key(request)
        found = await self.one(visitor, execution_id)

        async def cancel(version: int) -> Response:
            done = await self.door.once(visitor, given, lambda api: api.cancel(found.id, version, body.why()), found.id, version)
            return self.answer("处方执行记录已取消", done)

        if given and not body.version and found.status is ExecutionStatus.FAILED:
            # A first request that said no version meant the one before it was cancelled. It answers only if there was one.
            with contextlib.suppress(ExecutionChanged):
                return await cancel(found.version - 1)
        return await cancel(body.version or found.version)

    def answer(self, message: str, execution: Execution) -> Response:
        """What was done, and the execution as it is now."""
        return answers.done(message, wire.record_json(execution, self.dialect))


def routes(door: Door[TmsContract], feed: TmsFeed) -> APIRouter:
    """Every route of the treatment room."""
    router, executions = APIRouter(responses=REFUSALS), Executions(door)
    within = APIRouter(prefix="/prescription-execution", tags=["prescription-execution"])
    _add_create(within, executions, feed)
    _add_reads(within, executions)
    _add_changes(within, executions)
    router.include_router(within)
    _add_ticket(router, door, feed.path)
    return router


def _add_create(router: APIRouter, executions: Executions, feed: TmsFeed) -> None:
    @router.post("", response_model=Done[ExecutionRecord], openapi_extra=described(ExecutionBody))
    async def create(request: Request, who: Who) -> Response:
        """创建处方执行记录. Repeat it with the same `clientReference` or `Idempotency-Key`: it is created once."""
        body = await read_body(request, ExecutionBody, executions.settings)
        new, given = body.new(executions.dialect.within), idempotency_key(request)
        notice = await executions.door.once(who, given, lambda api: api.create_execution(new), answers=tuple(body.answers))
        feed.tell(notice)
        return executions.answer("处方执行记录创建成功", notice.execution)


def _add_reads(router: APIRouter, executions: Executions) -> None:
    @router.get("/{execution_id}", response_model=Done[ExecutionRecord])
    async def one(execution_id: ExecutionId, who: Who) -> Response:
        """One execution as it is now."""
        return executions.answer("查询成功", await executions.one(who, execution_id))

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
        packet = await executions.link.command(lambda api: api.executions(wanted, begin, end), who.user_id)
        shown = packet.rows[(page_num - 1) * page_size : page_num * page_size]
        return answers.done("查询成功", {"rows": [said(ExecutionLine, row) for row in shown], "total": len(packet.rows)})


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


def _add_changes(router: APIRouter, executions: Executions) -> None:
    @router.put("/{execution_id}", response_model=Done[ExecutionRecord], openapi_extra=described(StatusBody))
    async def change(request: Request, execution_id: ExecutionId, who: Who) -> Response:
        """处方执行状态更新, by the rules of the feed: 0→1,4; 1→2,4; 2→3,4; 4→0. What holds already changes nothing."""
        assert who.identity is not None
        body = await read_body(request, StatusBody, executions.settings)
        update = body.update(execution_id, body.client_info or who.identity.user_name[:50])
        await executions.one(who, execution_id)
        execution = await executions.link.command(lambda api: api.update_status(update), who.user_id)
        return executions.answer("处方执行状态更新成功", execution)

    @router.post(
        "/{execution_id}/cancel", response_model=Done[ExecutionRecord], openapi_extra=described(CancelBody, required=False)
    )
    async def cancel_by_post(request: Request, execution_id: ExecutionId, who: Who) -> Response:
        """取消 an execution that has not started."""
        return await executions.cancelled(request, who, execution_id)

    @router.delete("/{execution_id}", response_model=Done[ExecutionRecord])
    async def cancel_by_delete(request: Request, execution_id: ExecutionId, who: Who) -> Response:
        """取消, without a reason of one's own: executions are never deleted."""
        return await executions.cancelled(request, who, execution_id)


def _add_ticket(router: APIRouter, door: Door[TmsContract], path: str) -> None:
    @router.post("/feed-ticket", tags=["session"], response_model=Done[TicketInfo])
    async def feed_ticket(who: Who) -> Response:
        """A ticket for the query of the WebSocket's address: one connection within 30 seconds."""
        made = await door.link.command(lambda api: api.feed_ticket(), who.user_id)
        at = instant(made.expires_at)
        return answers.done("连接凭证已生成", {"ticket": made.ticket, "expiresAt": at, "path": f"{path}?ticket={made.ticket}"})
