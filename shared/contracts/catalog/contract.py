"""Operations of the catalogue."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import ClassVar

from shared.contracts.catalog import errors
from shared.contracts.catalog.types import NewStaff, RoleName, Snapshot, Staff, StaffChange
from shared.contracts.common import DepartmentContract, Money
from shared.contracts.operation import operation


class CatalogContract(DepartmentContract):
    """目录与人员."""

    department = "catalog"
    default_port = 18800
    refusals: ClassVar = errors

    @operation(readonly=True, right="service.snapshot")
    @abstractmethod
    def snapshot(self, after_version: int) -> Snapshot | None:
        """The catalogue for another department's server; None when `after_version` is still current."""

    @operation(right="catalog.price")
    @abstractmethod
    def set_price(self, item_code: str, price: Money, effective_from: datetime | None) -> int:
        """调价: a price from `effective_from` on (None: now); answers the catalogue's new version."""

    @operation(readonly=True, right="catalog.staff")
    @abstractmethod
    def staff(self) -> tuple[Staff, ...]:
        """All accounts."""

    @operation(readonly=True, right="catalog.staff")
    @abstractmethod
    def roles(self) -> tuple[RoleName, ...]:
        """The roles an account can have."""

    @operation(right="catalog.staff")
    @abstractmethod
    def add_staff(self, account: NewStaff, password: str) -> Staff:
        """Open an account. Raises LoginTaken, UnknownRole, UnknownWard, PasswordTooWeak."""

    @operation(right="catalog.staff")
    @abstractmethod
    def change_staff(self, user_id: str, version: int, change: StaffChange) -> Staff:
        """Change an account. Raises StaffNotFound, StaffChanged, UnknownRole, UnknownWard, LastAdministrator."""

    @operation(right="service.password", keyless=True)
    @abstractmethod
    def replace_password(self, user_id: str, present_hash: str, new_hash: str) -> None:
        """A person gave the account a new password at another department's server, which checked the present one.

        Asked twice it does no harm. Raises StaffChanged when the password is neither of the two any more."""

    @operation(right="catalog.staff")
    @abstractmethod
    def set_password(self, user_id: str, password: str) -> Staff:
        """Give an account a new password. Raises StaffNotFound, PasswordTooWeak."""
