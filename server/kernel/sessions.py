"""Log-in, sessions and what another department's server may do.

Failures are limited before they cost anything: of a station per address, through the gateway per visitor's address and per account,
of other departments' servers by themselves. Where an account has logged in through the gateway within a day, its failures from
there are counted by themselves: guessing from elsewhere, or at other accounts from there, does not shut it out. From an address
that is new to it an account waits while somebody guesses at it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
import threading
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import argon2
from sqlalchemy import Engine, delete, insert, select, update

from server.kernel.catalog_view import CatalogView
from server.kernel.database import reading
from server.kernel.passwords import hasher, lane
from server.kernel.rows import one
from server.kernel.tables import KernelTables, SessionRow
from server.kernel.unit_of_work import Caller, staff_caller
from shared import clock
from shared.contracts.catalog.types import StaffAccount
from shared.contracts.common import EVERY_WARD, Session
from shared.errors import (
    CatalogMissing,
    LoginRequired,
    NotAllowed,
    SessionExpired,
    Unavailable,
    WrongLogin,
    WrongPassword,
)
from shared.text import identity

_ACTS_FOR_PEOPLE = "service.gateway"
"""What a server with this right does for a person is done with that person's rights; what it does for nobody, with its own."""
_FAILURES_PER_MINUTE = 10
_MOST_COUNTED = 10_000
_FAMILIAR_S = 24 * 3600.0
_REMEMBER_S = 10.0
_TOUCH_EVERY = timedelta(minutes=5)


class TooManyFailures(Unavailable):
    """Somebody at this address keeps guessing."""

    code = "too_many_failures"
    zh = "登录失败次数过多，请一分钟后再试"
    en = "Too many failed log-ins; try again in a minute"


class AccountInactive(NotAllowed):
    """The account is closed."""

    code = "account_inactive"
    zh = "此账号已停用，请联系管理员"
    en = "This account is closed; ask the administrator"


class Sessions:
    """Sessions of one department's database; another server of that database accepts them too."""

    def __init__(
        self, engine: Engine, tables: KernelTables, secret_file: Path, idle: timedelta, services: Mapping[str, frozenset[str]]
    ) -> None:
        self._engine = engine
        self._tables = tables
        self._secret_file = secret_file
        self._idle = idle
        self._services = services
        self._failures = _Failures()
        self._familiar = _Familiar()
        self._known: dict[str, tuple[float, str, str]] = {}
        self._lock = threading.Lock()

    def log_in(self, name: str, password: str, address: str, catalog: CatalogView, demo: bool) -> Session:
        """Open a session for a member of staff at a station of this address."""
        return self._log_in(name, password, (f"station {address}",), catalog, demo)

    def log_in_for(self, name: str, password: str, address: str, catalog: CatalogView, demo: bool) -> Session:
        """Open a session for who comes through the gateway from this address."""
        account = identity(name)
        here = f"account {account!r} from {address!r}"
        counts = (here,) if self._familiar.knows(here) else (f"visitor {address}", f"account {account}")
        session = self._log_in(name, password, counts, catalog, demo)
        self._familiar.note(here)
        return session

    def _log_in(self, name: str, password: str, counts: tuple[str, ...], catalog: CatalogView, demo: bool) -> Session:
        if catalog.missing:
            raise CatalogMissing
        account = catalog.staff_by_login.get(identity(name))
        self._failures.check(counts)
        right = self._verify(account.password_hash if account else None, password)
        if account is None or not right:
            self._failures.note(counts)
            raise WrongLogin
        if not account.active:
            raise AccountInactive
        token = self._open(account.user_id, "")
        rights = tuple(sorted(catalog.rights(account.role)))
        return Session(token, account.user_id, account.name, account.role, rights, account.wards, catalog.hospital, demo)

    def check_password(self, account: StaffAccount, password: str, address: str) -> None:
        """Raise WrongPassword unless it is the account's; failures count like those of a log-in from this address."""
        counts = (f"station {address}",)
        self._failures.check(counts)
        right = self._verify(account.password_hash, password)
        if not right:
            self._failures.note(counts)
            raise WrongPassword

    def log_in_service(self, department: str, secret: str, address: str) -> Session:
        """Open a session for another department's server."""
        counts = (f"service {address}",)
        self._failures.check(counts)
        expected = self._secret_file.read_text(encoding="ascii").strip()
        rights = self._rights_of(department)
        if not rights or not hmac.compare_digest(expected, secret):
            self._failures.note(counts)
            raise WrongLogin
        return Session(self._open("", department), "", department, "service", tuple(sorted(rights)), (), "", False)

    def caller(self, token: str, on_behalf_of: str, catalog: CatalogView) -> Caller:
        """Who `token` belongs to. Raises LoginRequired, SessionExpired, AccountInactive, CatalogMissing."""
        if not token:
            raise LoginRequired
        user_id, service = self._lookup(_hash(token))
        if service:
            person, rights = catalog.staff(on_behalf_of), self._rights_of(service)
            if on_behalf_of and person is None and _ACTS_FOR_PEOPLE in rights:
                # Its own rights are more than most people have: they are for nobody in particular only.
                raise CatalogMissing if catalog.missing else AccountInactive
            name = person.name if person else service
            wards = frozenset(person.wards) if person else frozenset({EVERY_WARD})
            if person is not None and _ACTS_FOR_PEOPLE in rights:
                rights = catalog.rights(person.role) | {right for right in rights if right.startswith("service.")}
            return Caller(on_behalf_of or service, name, rights, wards, service)
        account = catalog.staff(user_id)
        if account is None:
            raise SessionExpired
        return staff_caller(account, catalog, mark_of(token))

    def log_out(self, token: str) -> None:
        """Forget the session."""
        token_hash = _hash(token)
        with self._engine.begin() as db:
            db.execute(delete(self._tables.session).where(self._tables.session.c.token_hash == token_hash))
        with self._lock:
            self._known.pop(token_hash, None)

    # -- inside

    def _rights_of(self, service: str) -> frozenset[str]:
        return self._services.get("*", frozenset()) | self._services.get(service, frozenset())

    def _open(self, user_id: str, service: str) -> str:
        token = secrets.token_urlsafe(32)
        now = clock.utc_now()
        session = self._tables.session
        with self._engine.begin() as db:
            db.execute(delete(session).where(session.c.used_at < now - self._idle))
            db.execute(
                insert(session).values(token_hash=_hash(token), user_id=user_id, service=service, opened_at=now, used_at=now)
            )
        return token

    def _lookup(self, token_hash: str) -> tuple[str, str]:
        with self._lock:
            known = self._known.get(token_hash)
        if known is not None and clock.monotonic() < known[0]:
            return known[1], known[2]
        session = self._tables.session
        now = clock.utc_now()
        with reading(self._engine) as db:
            row = one(db, select(session).where(session.c.token_hash == token_hash), SessionRow)
        if row is None or row["used_at"] < now - self._idle:
            with self._lock:
                self._known.pop(token_hash, None)
            raise SessionExpired
        self._touch(token_hash, row["used_at"], now)
        with self._lock:
            self._known[token_hash] = (clock.monotonic() + _REMEMBER_S, row["user_id"], row["service"])
        return row["user_id"], row["service"]

    def _touch(self, token_hash: str, used_at: datetime, now: datetime) -> None:
        if now - used_at < _TOUCH_EVERY:
            return
        session = self._tables.session
        with self._engine.begin() as db:
            db.execute(update(session).where(session.c.token_hash == token_hash).values(used_at=now))

    def _verify(self, password_hash: str | None, password: str) -> bool:
        if password_hash is None:
            # Nobody of that name: as much work as for a wrong password, so that both answers take the same time.
            lane.run(hasher.hash, password)
            return False
        try:
            return lane.run(hasher.verify, password_hash, password)
        except argon2.exceptions.VerificationError:
            return False


class _Failures:
    """Failed log-ins of the last minute by what they are counted for; any thread may ask."""

    def __init__(self) -> None:
        self._moments: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def check(self, counts: tuple[str, ...]) -> None:
        """Raise TooManyFailures when any of these has failed too often."""
        since = clock.monotonic() - 60
        with self._lock:
            for each in counts:
                moments = self._moments.get(each, ())
                if sum(moment >= since for moment in moments) >= _FAILURES_PER_MINUTE:
                    raise TooManyFailures

    def note(self, counts: tuple[str, ...]) -> None:
        """Count a failure for each of these."""
        with self._lock:
            for each in counts:
                # What failed last stands last: the first is forgotten where there are too many.
                moments = self._moments.pop(each, None) or deque(maxlen=_FAILURES_PER_MINUTE)
                moments.append(clock.monotonic())
                self._moments[each] = moments
            while len(self._moments) > _MOST_COUNTED:
                del self._moments[next(iter(self._moments))]


class _Familiar:
    """Where accounts have logged in lately, in memory only; any thread may ask. Of too many, the longest unused is forgotten."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def knows(self, here: str) -> bool:
        """Whether this account logged in from this address within a day."""
        with self._lock:
            return clock.monotonic() < self._until.get(here, 0.0)

    def note(self, here: str) -> None:
        """It has just logged in."""
        with self._lock:
            self._until.pop(here, None)
            self._until[here] = clock.monotonic() + _FAMILIAR_S
            if len(self._until) > _MOST_COUNTED:
                del self._until[next(iter(self._until))]


def mark_of(token: str) -> str:
    """What tells a session's changes from others', short and of no use to anybody else."""
    return _hash(token)[:16]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_secret(path: Path) -> None:
    """Make the secret departments know each other by, unless it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(32), encoding="ascii")
    with contextlib.suppress(FileExistsError):
        # link() fails when another server was faster; its secret stands.
        path.hardlink_to(fresh)
    fresh.unlink()
