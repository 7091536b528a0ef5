"""Operations of the central pharmacy."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import ClassVar

from shared.contracts.common import DataPacket, DepartmentContract, Quantity
from shared.contracts.operation import operation
from shared.contracts.pharmacy import errors
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
from shared.identifiers import LineId, RequestId


class PharmacyContract(DepartmentContract):
    """中心药房. Stock never goes below zero; a line is answered exactly once."""

    department = "pharmacy"
    default_port = 18803
    refusals: ClassVar = errors

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def inbox(self, ward: str | None = None) -> DataPacket[RequestRow]:
        """Requests with something left to do, by ward and time (R3.G)."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def request(self, request_id: RequestId) -> Request:
        """One request. Raises RequestNotFound."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def ward_sum(self, ward: str | None = None) -> DataPacket[PickRow]:
        """What the waiting lines of a ward ask for by drug, returns left out; of all wards with None."""

    @operation(right="pharmacy.dispense")
    @abstractmethod
    def dispense(self, request_id: RequestId, lines: tuple[LineId, ...]) -> DispenseResult:
        """发药/收退药 of the ticked lines in one transaction: all or none (R3.2, R3.R, R3.C). First-expired batches first.

        Raises RequestNotFound, NothingTicked, LineNotWaiting, StockShort, GroupSplit, DrugPriceMissing, ReturnWithoutIssue,
        ReturnTooMuch.
        """

    @operation(right="pharmacy.dispense")
    @abstractmethod
    def refuse(self, request_id: RequestId, refusal: Refusal) -> Request:
        """拒发 waiting lines with a reason; members of a group go together.

        Raises RequestNotFound, NothingTicked, RefusalReasonMissing, LineNotWaiting.
        """

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def slip(self, dispense_id: str) -> DispensingSlip:
        """发药单 of one press. Raises DispenseNotFound."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def ward_slip(self, ward: str, service_date: date) -> DispensingSlip:
        """发药单 of everything issued to a ward for one day (R3.4)."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def dispensed(self, query: DispensedQuery) -> DataPacket[DispensedRow]:
        """Dispensing records (R3.5)."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def stock(self, text: str = "") -> DataPacket[StockRow]:
        """Stock of the drugs whose code, name or initials match (R3.1)."""

    @operation(readonly=True, right="service.stock")
    @abstractmethod
    def usable_stock(self) -> dict[str, Quantity]:
        """What can be issued of each drug that is on the shelf, by its code; the wards show it in their look-up (R2.K)."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def batches(self, drug_code: str) -> DataPacket[BatchRow]:
        """Batches of a drug, first to expire first."""

    @operation(readonly=True, right="pharmacy.read")
    @abstractmethod
    def movements(self, drug_code: str, first: date, last: date) -> tuple[StockMovement, ...]:
        """Every change of a drug's stock."""

    @operation(right="pharmacy.stock.enter")
    @abstractmethod
    def receive_batches(self, receipts: tuple[BatchReceipt, ...], cause: str) -> int:
        """Take batches into stock; answers how many.

        Raises UnknownDrug, QuantityNotPositive, BatchExpired, BatchExpiryDiffers.
        """

    @operation(right="pharmacy.shortage")
    @abstractmethod
    def flag_short(self, drug_code: str, short: bool) -> StockRow:
        """Set or clear 缺药; the wards are told (R2.7). Raises UnknownDrug."""
