"""Refusals of the pharmacy."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.contracts.pharmacy.types import RequestLineState
from shared.errors import Conflict, Refused
from shared.identifiers import LineId
from shared.sentences import Sentence


class RequestNotFound(Refused):
    code = "pharmacy.request_not_found"
    zh = "没有找到这张请领单"
    en = "There is no such request"


class DispenseNotFound(Refused):
    code = "pharmacy.dispense_not_found"
    zh = "没有找到这次发药的记录"
    en = "There is no record of this dispensing"


class NothingTicked(Refused):
    code = "pharmacy.nothing_ticked"
    zh = "请先勾选要发的药品"
    en = "Tick what is to be issued first"


class LineNotWaiting(Conflict):
    code = "pharmacy.line_not_waiting"
    zh = "“{drug}”已由{by}处理（{state}），列表已刷新"
    en = "“{drug}” was handled by {by} already ({state}); the list is refreshed"
    drug: str
    by: str
    state: RequestLineState


@dataclass(frozen=True, slots=True)
class Short(Sentence):
    """A ticked line that can't be met."""

    zh = "{drug} 需{needed}{unit}，可用{left}{unit}"
    en = "{drug}: needs {needed} {unit}, {left} {unit} there"
    line_id: LineId
    drug: str
    needed: Decimal
    left: Decimal
    unit: str


class StockShort(Refused):
    """Every ticked line that can't be met."""

    code = "pharmacy.stock_short"
    zh = "库存不足：{shortages:；}"
    en = "Not enough stock: {shortages:; }"
    shortages: tuple[Short, ...]


class GroupSplit(Refused):
    code = "pharmacy.group_split"
    zh = "同组药品必须一起发：{drugs}"
    en = "Drugs of one group are issued together: {drugs}"
    drugs: tuple[str, ...]


class DrugPriceMissing(Refused):
    code = "pharmacy.price_missing"
    zh = "“{drug}”没有价格，不能发药，请联系药库会计"
    en = "“{drug}” has no price and can't be issued; call the drug accountant"
    drug: str


class RefusalReasonMissing(Refused):
    code = "pharmacy.reason_missing"
    zh = "请填写原因，病区会看到"
    en = "Give a reason; the ward will read it"
    field = "reason"


class ReturnWithoutIssue(Refused):
    code = "pharmacy.return_without_issue"
    zh = "“{drug}”没有对应的发药记录，不能退药"
    en = "“{drug}” was not issued before and can't be returned"
    drug: str


class ReturnTooMuch(Refused):
    code = "pharmacy.return_too_much"
    zh = "“{drug}”最多可退 {left}{unit}"
    en = "At most {left} {unit} of “{drug}” can be returned"
    drug: str
    left: Decimal
    unit: str


class UnknownDrug(Refused):
    code = "pharmacy.unknown_drug"
    zh = "没有药品 {drug_code}"
    en = "There is no drug {drug_code}"
    field = "drug_code"
    drug_code: str


class BatchExpired(Refused):
    code = "pharmacy.batch_expired"
    zh = "批号 {batch} 已过有效期"
    en = "Batch {batch} has expired"
    field = "expires_on"
    batch: str


class BatchExpiryDiffers(Refused):
    code = "pharmacy.batch_expiry_differs"
    zh = "批号 {batch} 已登记的有效期是 {expiry}"
    en = "Batch {batch} is known with the expiry date {expiry}"
    field = "expires_on"
    batch: str
    expiry: date


class QuantityNotPositive(Refused):
    code = "pharmacy.quantity_not_positive"
    zh = "数量必须大于零，且最多四位小数"
    en = "The quantity must be greater than zero, with at most four decimals"
    field = "quantity"
