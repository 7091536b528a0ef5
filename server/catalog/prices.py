"""Prices: an entry holds from its moment on; nothing already charged changes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from server.catalog import models
from server.catalog.versions import raise_version
from server.kernel.unit_of_work import Work
from shared.contracts.catalog.errors import PriceInThePast, PriceNotPositive, UnknownCatalogItem


def set_price(work: Work, item_code: str, price: Decimal, effective_from: datetime | None) -> int:
    """Enter a price from `effective_from` on (None: now)."""
    if not work.has(models.item, models.item.c.code == item_code):
        raise UnknownCatalogItem(item_code=item_code)
    if price <= 0 or price != price.quantize(Decimal("0.0001")):
        raise PriceNotPositive
    moment = effective_from or work.now
    if moment < work.now:
        raise PriceInThePast
    mine = (models.price.c.item_code == item_code, models.price.c.effective_from == moment)
    if not work.change(models.price, *mine, price=price):
        work.add(models.price, item_code=item_code, effective_from=moment, price=price)
    work.audit(item_code, after={"price": price, "effective_from": moment})
    return raise_version(work)
