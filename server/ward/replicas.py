"""What the ward keeps of its neighbours: admission's word on a stay and its account, the pharmacy's shortages, TMS sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

from sqlalchemy import Index, Unicode

from server.charging import stays
from server.kernel.rows import Uid, Yuan
from server.ward.metadata import table
from shared.identifiers import OrderId, StayId

stay = table("ward_admission_stay", stays.StayRow, key="stay_id")


class AccountRow(TypedDict):
    stay_id: Uid[StayId]
    version: int
    deposits: Yuan
    unsettled: Yuan
    balance: Yuan
    dearest_day: Yuan
    as_of: datetime


account = table("ward_account", AccountRow, key="stay_id")


class ShortageRow(TypedDict):
    """Drugs flagged short now."""

    drug_code: Annotated[str, Unicode(6)]
    since: datetime


shortage = table("ward_shortage", ShortageRow, key="drug_code")


class TreatmentRow(TypedDict):
    """How far the treatment room is with an order, as it told last; `status` is that of the latest session."""

    order_id: Uid[OrderId]
    stay_id: Uid[StayId]
    version: int
    sessions: int
    sessions_done: int
    status: int | None
    last_at: datetime | None


treatment = table("ward_treatment", TreatmentRow, Index("ix_ward_treatment_stay_id", "stay_id", "status"), key="order_id")
