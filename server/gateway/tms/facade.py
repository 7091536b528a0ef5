"""The treatment room as the gateway shows it."""

from __future__ import annotations

from server.gateway.facade import Facade
from server.gateway.tms.feed import TmsFeed
from server.gateway.tms.requests import CancelBody, ExecutionBody, StatusBody
from server.gateway.tms.rest import routes
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.errors import ExecutionUnknown, TicketInvalid, TransitionImpossible
from shared.errors import Unavailable


class TreatmentRoomAway(Unavailable):
    """The TMS server does not answer: nothing was done, or a repeat with the same reference finds out."""

    code = "gateway.tms_away"
    zh = "治疗室服务器暂无应答，请稍后用同一参考号重试，不会重复执行"
    en = "The treatment room does not answer; try again later with the same reference, nothing is done twice"


FACADE = Facade(
    contract=TmsContract,
    away=TreatmentRoomAway,
    feed=TmsFeed,
    routes=routes,
    bodies=(ExecutionBody, StatusBody, CancelBody),
    statuses={TicketInvalid: 401, ExecutionUnknown: 404, TransitionImpossible: 409},
)
