"""Refusals of the pharmacy."""

from shared.errors import Conflict, Refused


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
    en = "“{drug}” was handled by {by} already ({state_en}); the list is refreshed"


class StockShort(Refused):
    """Every ticked line that can't be met; the detail `lines` has their ids, separated by blanks."""

    code = "pharmacy.stock_short"
    zh = "库存不足：{shortages}"
    en = "Not enough stock: {shortages_en}"


class GroupSplit(Refused):
    code = "pharmacy.group_split"
    zh = "同组药品必须一起发：{drugs}"
    en = "Drugs of one group are issued together: {drugs}"


class DrugPriceMissing(Refused):
    code = "pharmacy.price_missing"
    zh = "“{drug}”没有价格，不能发药，请联系药库会计"
    en = "“{drug}” has no price and can't be issued; call the drug accountant"


class RefusalReasonMissing(Refused):
    code = "pharmacy.reason_missing"
    zh = "请填写原因，病区会看到"
    en = "Give a reason; the ward will read it"
    field = "reason"


class ReturnWithoutIssue(Refused):
    code = "pharmacy.return_without_issue"
    zh = "“{drug}”没有对应的发药记录，不能退药"
    en = "“{drug}” was not issued before and can't be returned"


class ReturnTooMuch(Refused):
    code = "pharmacy.return_too_much"
    zh = "“{drug}”最多可退 {left}"
    en = "At most {left} of “{drug}” can be returned"


class UnknownDrug(Refused):
    code = "pharmacy.unknown_drug"
    zh = "没有药品 {drug_code}"
    en = "There is no drug {drug_code}"
    field = "drug_code"


class BatchExpired(Refused):
    code = "pharmacy.batch_expired"
    zh = "批号 {batch} 已过有效期"
    en = "Batch {batch} has expired"
    field = "expires_on"


class BatchExpiryDiffers(Refused):
    code = "pharmacy.batch_expiry_differs"
    zh = "批号 {batch} 已登记的有效期是 {expiry}"
    en = "Batch {batch} is known with the expiry date {expiry}"
    field = "expires_on"


class QuantityNotPositive(Refused):
    code = "pharmacy.quantity_not_positive"
    zh = "数量必须大于零，且最多四位小数"
    en = "The quantity must be greater than zero, with at most four decimals"
    field = "quantity"
