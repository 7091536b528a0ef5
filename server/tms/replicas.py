"""What the treatment room keeps of its neighbours: admission's word on stays, the wards' orders of treatments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

from sqlalchemy import Index, Unicode

from server.charging import stays
from server.kernel.rows import Uid
from server.tms.metadata import table
from shared.identifiers import OrderId, StayId


class StayRow(stays.StayRow):
    """`left_at`: when we heard that it was over; empty while the patient is in the hospital."""

    left_at: datetime | None


stay = table("tms_stay", StayRow, Index("ix_tms_stay_patient_no", "patient_no", "admitted_at"), key="stay_id")


class RequestRow(TypedDict):
    """`version` counts what the ward was told of the order."""

    order_id: Uid[OrderId]
    stay_id: Uid[StayId]
    version: int
    item_code: Annotated[str, Unicode(6)]
    item_name: Annotated[str, Unicode(60)]
    ordered: Annotated[str, Unicode(100)]
    start_at: datetime
    stop_at: datetime | None
    closed_at: datetime | None


request = table(
    "tms_request",
    RequestRow,
    Index("ix_tms_request_stay_id", "stay_id"),
    Index("ix_tms_request_closed_at", "closed_at", "start_at"),
    key="order_id",
)
