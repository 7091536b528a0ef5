"""Accounts of the staff (T8)."""

from __future__ import annotations

from sqlalchemy import select

from server.catalog import models
from server.catalog.queries import staff_of
from server.catalog.versions import raise_version
from server.kernel.passwords import stored_form
from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from shared.contracts.catalog.errors import LoginTaken, StaffChanged, StaffNotFound, UnknownRole
from shared.contracts.catalog.types import NewStaff, Staff
from shared.identifiers import new_id
from shared.text import identity


def hash_for_new(_preparation: Preparation, account: NewStaff, password: str) -> str:
    """Before the unit of work: others write while a password waits for its turn."""
    return stored_form(account.login, password)


def hash_for_known(preparation: Preparation, user_id: str, password: str) -> str:
    """As `hash_for_new`."""
    login: str = preparation.read(lambda work: _row(work, user_id)["login"])
    return stored_form(login, password)


@prepared_by(hash_for_new)
def add_staff(work: Work, account: NewStaff, password: str) -> Staff:  # noqa: ARG001 — it was hashed before
    """Open an account."""
    login = identity(account.login)
    if account.role not in work.catalog.roles:
        raise UnknownRole(role=account.role)
    if work.has(models.staff, models.staff.c.login == login):
        raise LoginTaken(login=login)
    user_id = new_id()
    work.add(
        models.staff,
        user_id=user_id,
        version=1,
        login=login,
        name=account.name.strip(),
        role=account.role,
        wards=" ".join(account.wards),
        email=account.email,
        mobile=account.mobile,
        password_hash=work.prepared,
        active=True,
    )
    work.audit(user_id, after={"login": login, "role": account.role, "wards": account.wards})
    raise_version(work)
    return staff_of(work, _row(work, user_id))


def change_staff(work: Work, user_id: str, version: int, role: str, wards: tuple[str, ...], active: bool) -> Staff:
    """Change role, wards or whether the account may log in."""
    before = _row(work, user_id)
    if role not in work.catalog.roles:
        raise UnknownRole(role=role)
    mine = (models.staff.c.user_id == user_id, models.staff.c.version == version)
    if not work.change(models.staff, *mine, version=version + 1, role=role, wards=" ".join(wards), active=active):
        raise StaffChanged
    work.audit(
        user_id,
        {"role": before["role"], "wards": before["wards"], "active": before["active"]},
        {"role": role, "wards": " ".join(wards), "active": active},
    )
    raise_version(work)
    return staff_of(work, _row(work, user_id))


@prepared_by(hash_for_known)
def set_password(work: Work, user_id: str, password: str) -> Staff:  # noqa: ARG001 — it was hashed before
    """Give an account a new password."""
    work.change(models.staff, models.staff.c.user_id == user_id, password_hash=work.prepared)
    work.audit(user_id, after={"password": "changed"})
    raise_version(work)
    return staff_of(work, _row(work, user_id))


def replace_password(work: Work, user_id: str, present_hash: str, new_hash: str) -> None:
    """What the person wished for: by the hash it replaces, so that a second change by then is not undone."""
    if _row(work, user_id)["password_hash"] == new_hash:
        return
    mine = (models.staff.c.user_id == user_id, models.staff.c.password_hash == present_hash)
    if not work.change(models.staff, *mine, password_hash=new_hash):
        raise StaffChanged
    work.audit(user_id, after={"password": "changed by its owner"})
    raise_version(work)


def _row(work: Work, user_id: str) -> models.StaffRow:
    row = work.row(select(models.staff).where(models.staff.c.user_id == user_id), models.StaffRow)
    if row is None:
        raise StaffNotFound
    return row
