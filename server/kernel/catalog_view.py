"""The catalogue as a department reads it: one immutable version in memory, looked up by code."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from shared import clock
from shared.contracts.catalog.types import DrugFacts, Snapshot, StaffAccount
from shared.contracts.common import Identity, Item, ItemCatalog
from shared.text import identity

OLD_AFTER = timedelta(hours=72)


@dataclass(frozen=True)
class Role:
    """What somebody with a job in the hospital may do; several departments may each add their part to a role."""

    name: str
    zh: str
    en: str
    rights: frozenset[str]


class CatalogView:
    """One version of the catalogue. Prices are looked up by moment: entries travel ahead of their time."""

    def __init__(self, snapshot: Snapshot, as_of: datetime, roles: Mapping[str, Role]) -> None:
        self.snapshot = snapshot
        self.roles = roles
        self.version = snapshot.version
        self.as_of = as_of
        """When the catalogue's server last said that there is nothing newer."""
        self.items = {item.code: item for item in snapshot.items}
        self.drug_facts: dict[str, DrugFacts] = {facts.item_code: facts for facts in snapshot.drug_facts}
        self.frequencies = {frequency.id: frequency for frequency in snapshot.frequencies}
        self.usages = {usage.id: usage for usage in snapshot.usages}
        self.wards = {ward.code: ward for ward in snapshot.wards}
        self.income_names = {income.id: income.name for income in snapshot.income_types}
        self.receipt_items = dict(snapshot.receipt_items)
        self.staff_by_id = {account.user_id: account for account in snapshot.staff}
        self.staff_by_login = {identity(account.login): account for account in snapshot.staff}
        self._exclusive: dict[str, list[str]] = {}
        for item in snapshot.items:
            if item.exclusive_group is not None:
                self._exclusive.setdefault(item.exclusive_group, []).append(item.code)
        self._prices: dict[str, tuple[list[datetime], list[Decimal]]] = {}
        for entry in sorted(snapshot.prices, key=lambda entry: entry.effective_from):
            moments, prices = self._prices.setdefault(entry.item_code, ([], []))
            moments.append(entry.effective_from)
            prices.append(entry.price)
        self._entries = sorted(entry.effective_from for entry in snapshot.prices)

    @classmethod
    def empty(cls) -> CatalogView:
        """The catalogue of a server that has not heard from the catalogue server yet."""
        epoch = datetime(1970, 1, 1, tzinfo=clock.ZONE)
        return cls(Snapshot(0, epoch, "", (), (), (), (), (), (), (), (), (), ()), epoch, {})

    @property
    def missing(self) -> bool:
        """Whether nothing has arrived yet: nobody can log in."""
        return self.version == 0

    @property
    def old(self) -> bool:
        """Whether people must be told how long nothing was heard of it."""
        return self.as_of < clock.utc_now() - OLD_AFTER

    @property
    def hospital(self) -> str:
        """The hospital's name."""
        return self.snapshot.hospital

    def price(self, item_code: str, at: datetime) -> Decimal | None:
        """The price in force at `at`; None when there is none: such an item can be neither executed nor issued."""
        moments, prices = self._prices.get(item_code, ([], []))
        index = bisect.bisect_right(moments, at)
        return prices[index - 1] if index else None

    def exclusive_items(self, group: str) -> list[str]:
        """Codes of the items of which a patient has one at a time (bed, nursing, diet)."""
        return self._exclusive.get(group, [])

    def ward_name(self, code: str) -> str:
        """The ward's name, or its code when it is unknown."""
        ward = self.wards.get(code)
        return ward.name if ward else code

    def staff(self, user_id: str) -> StaffAccount | None:
        """An active account."""
        account = self.staff_by_id.get(user_id)
        return account if account and account.active else None

    def identity(self, user_id: str) -> Identity | None:
        """Whose active account this is, and what they may do."""
        account = self.staff(user_id)
        if account is None:
            return None
        return Identity(user_id, account.name, account.role, tuple(sorted(self.rights(account.role))), account.wards)

    def rights(self, role: str) -> frozenset[str]:
        """What people with this role may do; nothing where the role is unknown."""
        known = self.roles.get(role)
        return known.rights if known else frozenset()

    def staff_name(self, user_id: str) -> str:
        """The name of a member of staff, or the id when unknown."""
        account = self.staff_by_id.get(user_id)
        return account.name if account else user_id

    def station_version(self, at: datetime) -> int:
        """The version of what stations get: another one too when a price comes into force that was entered before."""
        return self.version + bisect.bisect_right(self._entries, at)

    def for_stations(self, at: datetime) -> ItemCatalog:
        """What stations get: items with today's price, and no password hashes."""
        return ItemCatalog(
            version=self.station_version(at),
            items=tuple(self._priced(self.snapshot.items, at)),
            frequencies=self.snapshot.frequencies,
            usages=self.snapshot.usages,
            wards=self.snapshot.wards,
            doctors=tuple(
                (account.user_id, account.name) for account in self.snapshot.staff if account.role == "doctor" and account.active
            ),
        )

    def _priced(self, items: Iterable[Item], at: datetime) -> Iterable[Item]:
        for item in items:
            price = self.price(item.code, at)
            yield item if price is None or price == item.price else replace(item, price=price)
