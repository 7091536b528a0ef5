"""缺药: a flag set by hand, told to the wards, where the drug can then be neither ordered nor requested (R2.7)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from server.kernel.unit_of_work import Work
from server.pharmacy import models, stock_queries
from server.pharmacy.models import stock
from shared.contracts.common import ItemKind
from shared.contracts.pharmacy.errors import UnknownDrug
from shared.contracts.pharmacy.events import ShortageChanged
from shared.contracts.pharmacy.kinds import Kind
from shared.contracts.pharmacy.types import StockRow


def flag_short(work: Work, drug_code: str, short: bool) -> StockRow:
    """Set or clear the flag; what is so already is not told again."""
    item = work.catalog.items.get(drug_code)
    if item is None or item.kind == ItemKind.SERVICE:
        raise UnknownDrug(drug_code=drug_code)
    row = work.row(select(stock).where(stock.c.drug_code == drug_code), models.StockRow)
    if row is None:
        work.add(stock, drug_code=drug_code, quantity=Decimal(0), short=False)
    if short != (row is not None and row["short"]):
        since = work.now if short else None
        work.change(stock, stock.c.drug_code == drug_code, short=short, short_since=since)
        work.audit(drug_code, {"short": not short}, {"short": short})
        work.publish(drug_code, ShortageChanged(drug_code, short, work.now))
        work.touch(Kind.SHORTAGE, drug_code)
        work.touch(Kind.STOCK, drug_code)
    return stock_queries.stock_row(work, item)
