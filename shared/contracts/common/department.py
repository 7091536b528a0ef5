"""The operations that every server answers."""

from __future__ import annotations

from abc import ABC
from types import ModuleType
from typing import ClassVar

from shared.contracts.common.items import ItemCatalog
from shared.contracts.common.server import Changes, Identity, ParkedEvent, ServerInfo, Session
from shared.contracts.common.values import Text50, Text200
from shared.contracts.operation import operation


class DepartmentContract(ABC):
    """What every department answers. The names and meanings are the same everywhere.

    The kernel's front desk answers these on every server, so departments implement none of them.
    """

    department: ClassVar[str]
    version: ClassVar[int] = 1
    default_port: ClassVar[int]
    """Where its server listens and its stations look, unless they are told otherwise."""
    refusals: ClassVar[ModuleType]
    """Its module of errors; loaded with the contract, so that whoever calls it can rebuild what is raised."""

    @operation(readonly=True, public=True)
    def hello(self) -> ServerInfo:
        """Who is there: the first call on every connection."""
        raise NotImplementedError

    @operation(public=True)
    def log_in(self, name: str, password: str) -> Session:
        """Open a session for a member of staff. Raises WrongLogin, ServerBusy, CatalogMissing."""
        raise NotImplementedError

    @operation(readonly=True, right="service.gateway")
    def log_in_for(self, name: Text50, password: Text200, address: Text50) -> Session:
        """Open a session for who came to the gateway from `address`; failures count for that address and for the account.

        Repeated it opens a second session, which harms nobody. Raises WrongLogin, TooManyFailures, ServerBusy, CatalogMissing.
        """
        raise NotImplementedError

    @operation(public=True)
    def log_in_service(self, department: str, secret: str) -> Session:
        """Open a session for another department's server with the secret made at installation."""
        raise NotImplementedError

    @operation(readonly=True)
    def log_out(self) -> None:
        """Close this session."""
        raise NotImplementedError

    @operation(keyless=True)
    def change_password(self, present: Text200, new: Text200) -> None:
        """Give one's own account a new password; asked twice the second finds the present one wrong.

        Raises WrongPassword, PasswordTooWeak, TooManyFailures, ServerBusy, Unavailable while the catalogue's server is away."""
        raise NotImplementedError

    @operation(readonly=True, right="service.gateway")
    def identify(self, token: str) -> Identity | None:
        """Who opened the session of `token`; asked by the gateway. None for no session, or one that is over.

        Not SessionExpired: that would say that the gateway's own session is over."""
        raise NotImplementedError

    @operation(readonly=True, right="service.gateway")
    def identity_of(self, user_id: Text50) -> Identity:
        """Whom a feed was opened for, as the account is now; asked by the gateway. Raises AccountInactive."""
        raise NotImplementedError

    @operation(readonly=True)
    def changes(self, after: int, wait_s: float, kinds: tuple[Text50, ...] = ()) -> Changes:
        """Long poll: what changed since cursor `after` (-1: only tell the cursor), waiting at most 25 s for something.

        Only of `kinds`, where some are named, and of the wards of who asks. The cursor moves on over everything else.
        """
        raise NotImplementedError

    @operation(readonly=True, right="system.parked")
    def parked(self) -> tuple[ParkedEvent, ...]:
        """Events that could not be handled, oldest first."""
        raise NotImplementedError

    @operation(right="system.parked", keyless=True)
    def retry_parked(self, parked_id: Text50) -> tuple[ParkedEvent, ...]:
        """Try an event again, with the others of its subject in their order; answers which of these are still parked.

        Asked twice it does no harm: what went through is not parked any more.
        """
        raise NotImplementedError

    @operation(right="system.parked", keyless=True)
    def resume(self, reason: Text200) -> None:
        """The database was restored from a backup, and what it lacks was looked through: work goes on."""
        raise NotImplementedError

    @operation(readonly=True)
    def items(self, after_version: int) -> ItemCatalog | None:
        """The catalogue for look-ups, None when `after_version` is still current."""
        raise NotImplementedError
