"""The pharmacy's contract, one line per operation."""

from __future__ import annotations

from datetime import date

from server.kernel.unit_of_work import Work
from server.pharmacy import dispensing, queries, record_queries, requests, shortages, stock, stock_queries
from shared.contracts.common import DataPacket
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import (
    BatchReceipt,
    BatchRow,
    DispensedQuery,
    DispensedRow,
    DispenseResult,
    DispensingSlip,
    PickRow,
    Refusal,
    Request,
    RequestRow,
    StockMovement,
    StockRow,
)
from shared.identifiers import Key, LineId, RequestId


class PharmacyService(PharmacyContract):
    """One call's view of the pharmacy. What each operation means stands in the contract."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def inbox(self, ward: str | None = None) -> DataPacket[RequestRow]:
        return queries.inbox(self.work, ward)

    def request(self, request_id: RequestId) -> Request:
        return queries.one_request(self.work, request_id)

    def ward_sum(self, ward: str | None = None) -> DataPacket[PickRow]:
        return queries.ward_sum(self.work, ward)

    def dispense(self, request_id: RequestId, lines: tuple[LineId, ...], *, key: Key) -> DispenseResult:
        return dispensing.dispense(self.work, request_id, lines)

    def refuse(self, request_id: RequestId, refusal: Refusal, *, key: Key) -> Request:
        return requests.refuse(self.work, request_id, refusal)

    def slip(self, dispense_id: str) -> DispensingSlip:
        return record_queries.slip(self.work, dispense_id)

    def ward_slip(self, ward: str, service_date: date) -> DispensingSlip:
        return record_queries.ward_slip(self.work, ward, service_date)

    def dispensed(self, query: DispensedQuery) -> DataPacket[DispensedRow]:
        return record_queries.dispensed(self.work, query)

    def stock(self, text: str = "") -> DataPacket[StockRow]:
        return stock_queries.stock_rows(self.work, text)

    def batches(self, drug_code: str) -> DataPacket[BatchRow]:
        return stock_queries.batch_rows(self.work, drug_code)

    def movements(self, drug_code: str, first: date, last: date) -> tuple[StockMovement, ...]:
        return stock_queries.movements(self.work, drug_code, first, last)

    def receive_batches(self, receipts: tuple[BatchReceipt, ...], cause: str, *, key: Key) -> int:
        return stock.receive_batches(self.work, receipts, cause)

    def flag_short(self, drug_code: str, short: bool, *, key: Key) -> StockRow:
        return shortages.flag_short(self.work, drug_code, short)
