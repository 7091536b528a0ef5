"""`/ws/prescriptionexecution`: the treatment room's messages, its filter, and who may touch what (W1–W6)."""

from __future__ import annotations

from typing import Any

from server.gateway.feed import messages
from server.gateway.feed.endpoint import Action, Feed
from server.gateway.feed.hub import FeedClient
from server.gateway.feed.messages import Answer
from server.gateway.link import Visitor
from server.gateway.tms.requests import Received, StatusChange, Subscribe
from server.gateway.tms.wire import PREFIX, Dialect, notice_json
from server.gateway.wire import Json, read
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.errors import ExecutionUnknown
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import ExecutionStatus, FeedFilter, Notice, NoticeKind
from shared.errors import BusinessError, WardNotAllowed

_WAITING = frozenset({ExecutionStatus.PENDING, ExecutionStatus.DISPATCHED})
_STATUS_UPDATE = "PRESCRIPTION_STATUS_UPDATE"
_LONGEST_CONSOLE = 50


class TmsFeed(Feed[TmsContract]):
    """Sessions, as they are created, change and end."""

    path = "/ws/prescriptionexecution"
    prefix = PREFIX
    server = "TMS Backend Server"
    rights = ("tms.feed", "tms.read")
    event = ExecutionNoticed
    subscribe, received = Subscribe, Received
    says = staticmethod(notice_json)

    @staticmethod
    def admits(wanted: FeedFilter, notice: Notice) -> bool:
        """Every kind of filter that is set must agree; an execution for no device in particular has none of their types."""
        execution = notice.execution
        device, ward = execution.device, execution.prescription.patient.access_ward
        return (
            (not wanted.wards or ward is None or ward in wanted.wards)
            and (not wanted.hospitals or execution.hospital.id in wanted.hospitals)
            and (not wanted.statuses or execution.status in wanted.statuses)
            and (not wanted.devices or (device is not None and device.id in wanted.devices))
            and (not wanted.device_types or (device is not None and device.device_type in wanted.device_types))
        )

    @staticmethod
    def waits(notice: Notice) -> bool:
        """An unacknowledged session."""
        execution = notice.execution
        return notice.kind is NoticeKind.CREATED and execution.received_at is None and execution.status in _WAITING

    def dialect(self, visitor: Visitor, asked: Any) -> Dialect:
        """Identity numbers are masked for the anonymous."""
        return Dialect(visitor.identity is None, self.door.settings.tbs_frequency == "within", asked.queue)

    async def check(self, client: FeedClient, subject: int) -> None:
        """Who may see some wards' patients only, touches no others: told as if there were no such execution."""
        if not client.visitor.wards:
            return
        try:
            await self.link.ask(lambda api: api.execution(subject), client.visitor.user_id)
        except WardNotAllowed:
            raise ExecutionUnknown(id=subject) from None

    def actions(self) -> dict[str, Action]:
        """A session goes on."""
        return {_STATUS_UPDATE: self._update}

    async def _update(self, client: FeedClient, message: Json) -> Answer:
        change, refused = read(StatusChange, message), None
        number, status, told = change.execution_id, change.status, "处方执行状态更新成功"
        # Who owns an attempt: the client's own id; without one its description where it is, so that two of a kind stay two.
        console = client.console or f"{client.address} {change.client_info}".strip()
        try:
            update = change.update(number, console[:_LONGEST_CONSOLE])
            await self.check(client, number)
            execution = await self.link.ask(lambda api: api.update_status(update), client.visitor.user_id)
            status = ExecutionStatus(execution.status).name
        except BusinessError as refusal:
            refused = refusal
        body = {"executionId": number, "status": status, "result": messages.result(refused), "message": told}
        return Answer(f"{_STATUS_UPDATE}_CONFIRMATION", body | messages.why(refused), refused.code if refused else "")
