"""Roles and the rights they carry (T8). A right names department and action; wards narrow it per person."""

from __future__ import annotations

from dataclasses import dataclass

_ADMISSION_READ = frozenset({"admission.patient.read", "admission.account.read"})
_CASHIER = _ADMISSION_READ | {
    "admission.patient.edit",
    "admission.admit",
    "admission.discharge",
    "admission.deposit.take",
    "admission.deposit.void",
    "admission.charge.check",
    "admission.charge.supplement",
    "admission.charge.reverse",
    "admission.settle",
}
_NURSE = frozenset(
    {
        "ward.read",
        "ward.receive",
        "ward.order.enter",
        "ward.order.confirm",
        "ward.order.stop",
        "ward.run",
        "ward.reverse",
        "ward.discharge",
    }
)
_DISPENSER = frozenset({"pharmacy.read", "pharmacy.dispense"})
_TMS_OPERATOR = frozenset({"tms.read", "tms.feed", "tms.run", "tms.execution.create"})


@dataclass(frozen=True)
class Role:
    """A role with its name for people."""

    zh: str
    en: str
    rights: frozenset[str]


ROLES: dict[str, Role] = {
    "cashier": Role("收费员", "cashier", _CASHIER),
    "supervisor": Role("收费主管", "supervisor", _CASHIER | {"admission.supervise", "admission.receipt.range"}),
    "nurse": Role("护士", "nurse", _NURSE),
    "head_nurse": Role("护士长", "head nurse", _NURSE | {"ward.bed.edit"}),
    "doctor": Role("医生", "doctor", frozenset({"ward.read", "ward.order.enter", "ward.order.stop"})),
    "dispenser": Role("发药员", "dispenser", _DISPENSER),
    "head_pharmacist": Role("药房主任", "head pharmacist", _DISPENSER | {"pharmacy.stock.enter", "pharmacy.shortage"}),
    "keeper": Role("药库保管", "keeper", frozenset({"warehouse.read"})),
    "drug_accountant": Role("药品会计", "drug accountant", frozenset({"catalog.price", "pharmacy.read"})),
    "quality_officer": Role("质控员", "quality officer", frozenset({"quality.read"})),
    "tms_operator": Role("TMS操作员", "TMS operator", _TMS_OPERATOR),
    "tms_physician": Role("TMS医师", "TMS physician", _TMS_OPERATOR | {"tms.prescribe", "tms.approve", "tms.device"}),
    "integration": Role("接口账号", "interface account", frozenset({"tms.read", "tms.execution.create"})),
    "administrator": Role("系统管理员", "administrator", frozenset({"catalog.staff", "catalog.price"})),
}


def rights_of(role: str) -> tuple[str, ...]:
    """The rights of a role, sorted; none for an unknown one."""
    known = ROLES.get(role)
    return tuple(sorted(known.rights)) if known else ()
