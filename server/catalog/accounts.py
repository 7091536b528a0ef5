"""Accounts of the staff (T8)."""

from __future__ import annotations

from sqlalchemy import select

from server.catalog import models
from server.catalog.queries import staff_of
from server.catalog.versions import raise_version
from server.kernel.passwords import stored_form
from server.kernel.rows import pick
from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from shared.contracts.catalog.errors import LastAdministrator, LoginTaken, StaffChanged, StaffNotFound, UnknownRole, UnknownWard
from shared.contracts.catalog.types import NewStaff, RoleName, Staff, StaffChange
from shared.contracts.common import EVERY_WARD
from shared.identifiers import new_id
from shared.text import identity

_MANAGES = "catalog.staff"


def roles(work: Work) -> tuple[RoleName, ...]:
    """What accounts can be opened for."""
    return tuple(RoleName(role.name, role.zh, role.en) for role in work.catalog.roles.values())


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
    _check_wards(work, account.wards)
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


def change_staff(work: Work, user_id: str, version: int, change: StaffChange) -> Staff:
    """Change an account; the sessions of a closed one end as soon as a department hears of it."""
    before = _row(work, user_id)
    if change.role not in work.catalog.roles:
        raise UnknownRole(role=change.role)
    _check_wards(work, change.wards)
    _check_administrator(work, before, change)
    fresh = {
        "name": change.name.strip(),
        "role": change.role,
        "wards": " ".join(change.wards),
        "email": change.email,
        "mobile": change.mobile,
        "active": change.active,
    }
    mine = (models.staff.c.user_id == user_id, models.staff.c.version == version)
    if not work.change(models.staff, *mine, version=version + 1, **fresh):
        raise StaffChanged
    work.audit(user_id, pick(before, fresh), fresh)
    raise_version(work)
    return staff_of(work, _row(work, user_id))


def _check_administrator(work: Work, before: models.StaffRow, change: StaffChange) -> None:
    """Somebody must be left who can open accounts."""
    managers = {role.name for role in work.catalog.roles.values() if _MANAGES in role.rights}
    stays = change.active and change.role in managers
    if stays or not before["active"] or before["role"] not in managers:
        return
    others = (models.staff.c.role.in_(managers), models.staff.c.active, models.staff.c.user_id != before["user_id"])
    if not work.has(models.staff, *others):
        raise LastAdministrator


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


def _check_wards(work: Work, wards: tuple[str, ...]) -> None:
    """Raise UnknownWard for what names no ward: wards joined by blanks, or one that is not there, would be read as others."""
    known = {EVERY_WARD, *work.db.execute(select(models.ward.c.code)).scalars()}
    for ward in wards:
        if ward not in known:
            raise UnknownWard(ward=ward)
