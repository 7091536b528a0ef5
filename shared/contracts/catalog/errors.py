"""Refusals of the catalogue."""

from shared.errors import Conflict, Refused


class LoginTaken(Refused):
    code = "catalog.login_taken"
    zh = "登录名 {login} 已被使用"
    en = "The log-in name {login} is taken"
    field = "login"
    login: str


class UnknownRole(Refused):
    code = "catalog.unknown_role"
    zh = "没有角色 {role}"
    en = "There is no role {role}"
    field = "role"
    role: str


class UnknownWard(Refused):
    code = "catalog.unknown_ward"
    zh = "没有病区 {ward}；全部病区写作 all，一个病区一个参数"
    en = "There is no ward {ward}; every ward is written all, and each ward stands by itself"
    field = "wards"
    ward: str


class PasswordTooWeak(Refused):
    code = "catalog.password_too_weak"
    zh = "密码至少 8 位，且不能与登录名相同"
    en = "A password has at least 8 characters and is not the log-in name"
    field = "password"


class LastAdministrator(Refused):
    code = "catalog.last_administrator"
    zh = "这是最后一个系统管理员，不能停用或改岗位"
    en = "This is the last administrator; it can be neither closed nor given another role"
    field = "active"


class StaffNotFound(Refused):
    code = "catalog.staff_not_found"
    zh = "没有找到该工作人员"
    en = "There is no such member of staff"


class StaffChanged(Conflict):
    code = "catalog.staff_changed"
    zh = "账号已被他人修改，请刷新"
    en = "Somebody else changed this account; look again"


class UnknownCatalogItem(Refused):
    code = "catalog.unknown_item"
    zh = "没有项目 {item_code}"
    en = "There is no item {item_code}"
    field = "item_code"
    item_code: str


class PriceNotPositive(Refused):
    code = "catalog.price_not_positive"
    zh = "价格必须大于零，且最多四位小数"
    en = "A price is greater than zero and has at most four decimals"
    field = "price"


class PriceInThePast(Refused):
    code = "catalog.price_in_the_past"
    zh = "生效时间不能早于现在"
    en = "A price can't take effect in the past"
    field = "effective_from"
