"""The catalogue's contract, one line per operation."""

from __future__ import annotations

from datetime import datetime

from server.catalog import accounts, prices, queries
from server.kernel.unit_of_work import Work
from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.catalog.types import NewStaff, Snapshot, Staff
from shared.contracts.common import Money
from shared.identifiers import Key


class CatalogService(CatalogContract):
    """One call's view of the catalogue. What each operation means stands in the contract."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def snapshot(self, after_version: int) -> Snapshot | None:
        current = queries.current_version(self.work)
        return queries.snapshot(self.work) if current > after_version else None

    def set_price(self, item_code: str, price: Money, effective_from: datetime | None, *, key: Key) -> int:
        return prices.set_price(self.work, item_code, price, effective_from)

    def staff(self) -> tuple[Staff, ...]:
        return queries.all_staff(self.work)

    def add_staff(self, account: NewStaff, password: str, *, key: Key) -> Staff:
        return accounts.add_staff(self.work, account, password)

    def change_staff(self, user_id: str, version: int, role: str, wards: tuple[str, ...], active: bool, *, key: Key) -> Staff:
        return accounts.change_staff(self.work, user_id, version, role, wards, active)

    def set_password(self, user_id: str, password: str, *, key: Key) -> Staff:
        return accounts.set_password(self.work, user_id, password)
