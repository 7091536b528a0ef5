"""What every department's contract shares: who is there, log-in, changes, packets of rows."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import ModuleType
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from msgspec import Meta

from shared.contracts.operation import operation
from shared.enums import Code
from shared.errors import ErrorData
from shared.identifiers import LineId, OrderId, RequestId, StayId

Row = TypeVar("Row")
Quantity = Decimal
"""Counted in order units (片, 支, 次, 日), up to four decimals."""
Money = Decimal
"""Yuan with two decimals; unit prices carry up to four."""
Text20 = Annotated[str, Meta(max_length=20)]
Text50 = Annotated[str, Meta(max_length=50)]
Text200 = Annotated[str, Meta(max_length=200)]


@dataclass(frozen=True, slots=True)
class DataPacket(Generic[Row]):
    """Rows by value: column names once, each row an array (row types are `array_like` structs)."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def packet(row_type: type[Row], rows: tuple[Row, ...]) -> DataPacket[Row]:
    """A packet of `rows`; the column names come from `row_type`."""
    return DataPacket(row_type.__struct_fields__, rows)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One edited row of a `Delta`: only the changed columns, with the values they had before."""

    action: Annotated[str, Meta(pattern="^(insert|update|delete)$")]
    row_id: str
    version: int
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """What a user changed in a data set; applied whole or not at all, once per `key` of the command that carries it."""

    changes: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """A row that was stored: the id it has now and its new version."""

    sent_id: str
    row_id: str
    version: int


@dataclass(frozen=True, slots=True)
class RowConflict:
    """Somebody else changed the row first; `theirs` is the stored row, None when it is gone."""

    row_id: str
    version: int
    theirs: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A rule refuses a row; `column` is where the cursor should go."""

    row_id: str
    column: str
    error: ErrorData


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """Answer to a delta. With a conflict or a problem nothing was stored and `applied` is empty."""

    applied: tuple[AppliedRow, ...] = ()
    conflicts: tuple[RowConflict, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """What a server can do without for a time, but people should know of."""

    message_center_reachable: bool
    unsent_events: int
    """How many events wait for the message center while it is out of reach."""
    catalog_as_of: datetime | None
    """When the catalogue's server last said that there is nothing newer; None before the first copy came."""
    catalog_old: bool
    """That was more than 72 h ago."""
    parked_events: int
    """How many events could not be handled or wait behind one of these."""


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that could not be handled, or that waits behind one."""

    id: str
    source: str
    type: str
    subject: str
    reason: str
    """Code of the refusal, or the kind of fault; `waits` behind an earlier event of its subject."""
    tries: int
    time: datetime
    """When it happened."""
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Who answers. Clients fail over only between servers of one `database_id`."""

    department: str
    contract_version: int
    database_id: str
    hospital: str
    demo: bool
    hospital_time: datetime
    health: Health


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in. `token` is shown once, here; the database keeps its hash. Empty `wards` means all of them."""

    token: str
    user_id: str
    user_name: str
    role: str
    rights: tuple[str, ...]
    wards: tuple[str, ...]
    hospital: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session belongs to, as the gateway needs to know. Empty `wards` means all of them."""

    user_id: str
    user_name: str
    role: str
    rights: tuple[str, ...]
    wards: tuple[str, ...]


class KernelKind(StrEnum):
    """Kinds of changes of the kernel itself, on every server; each contract has its own beside them."""

    PARKED = "parked"
    """An event could not be handled, or now it could; the subject is what it is about."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something of `kind` changed for `subject` (a stay, a ward, an item: what the kind is about)."""

    kind: str
    subject: str
    own: bool = False
    """Whether the session that asks made it, and nobody else did."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after the cursor a client had; `cursor` is what it asks with next. A server adds how it is at the moment."""

    cursor: int
    changes: tuple[Change, ...]
    health: Health | None = None


class ItemKind(Code):
    """项目类别: only drugs (1 and herbal 2) go through the pharmacy."""

    DRUG = 1, "药品", "drug"
    HERBAL = 2, "中药", "herbal drug"
    SERVICE = 3, "诊疗项目", "service"


class LineKind(Code):
    """What a charge line comes from."""

    LONG_TERM = 0, "长期", "long-term"
    TEMPORARY = 1, "临时", "temporary"
    REVERSAL = 2, "冲正", "reversal"
    ADD_ON = 3, "附加", "add-on"
    SUPPLEMENT = 4, "补充", "supplementary"


class LineState(Code):
    """Where a charge line is. Only confirmed lines are money."""

    PENDING = 1, "待药房确认", "waiting for the pharmacy"
    CONFIRMED = 2, "已执行", "done"
    REFUSED = 3, "已退回", "refused"
    WITHDRAWN = 4, "已撤销", "withdrawn"


@dataclass(frozen=True, slots=True)
class Item:
    """A drug or service as stations look it up. `price` is the one in force when the catalogue was read."""

    code: str
    name: str
    spec: str
    unit: str
    kind: ItemKind
    income_type: int
    price: Money
    initials: tuple[str, ...]
    """Pinyin initials, several where a character has several readings."""
    default_usage: int
    default_frequency: int
    strength: Decimal | None
    strength_unit: str | None
    max_dose: Quantity | None
    """Largest single dose in order units; None has no limit."""
    rounding: int
    """0 none, 1 per dose, 2 per request, 3 one vial per patient."""
    charge_basis: str
    """each, day or hour."""
    exclusive_group: str | None
    performed_by: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Frequency:
    """频次. `numerator`/`denominator` is the exact share of days it is due on (1/2: every other day)."""

    id: int
    name: str
    label: str
    unit_times: int
    numerator: int
    denominator: int
    clock_times: tuple[str, ...]
    """HH:MM, empty when there are none (st, prn)."""
    temporary_only: bool


@dataclass(frozen=True, slots=True)
class AddOn:
    """One item that a usage adds, per group of orders or per order, for each administration."""

    item_code: str
    quantity: Quantity
    per_group: bool
    hourly: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """用法 (route of administration) with the items it adds."""

    id: int
    name: str
    abbreviation: str
    category: str
    for_drugs: bool
    add_ons: tuple[AddOn, ...]


@dataclass(frozen=True, slots=True)
class Ward:
    """A nursing ward (病区)."""

    code: str
    name: str
    floor: str


@dataclass(frozen=True, slots=True)
class ItemCatalog:
    """What a station needs to enter orders: items, usages, frequencies, wards and doctors of one catalogue version."""

    version: int
    items: tuple[Item, ...]
    frequencies: tuple[Frequency, ...]
    usages: tuple[Usage, ...]
    wards: tuple[Ward, ...]
    doctors: tuple[tuple[str, str], ...]
    """(staff id, name)."""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A charge line as it is born at its source, with its own id. Reversals have a negative quantity and name their line.

    `price` is None for drugs until the pharmacy confirms (§2.5); everything else is priced at creation (§2.3 L4).
    """

    line_id: LineId
    stay_id: StayId
    source: str
    ward: str
    kind: LineKind
    order_id: OrderId | None
    group_no: int
    item_code: str
    item_name: str
    spec: str
    unit: str
    income_type: int
    is_drug: bool
    quantity: Quantity
    price: Money | None
    service_date: date
    created_at: datetime
    ordered_as: LineKind
    """long-term, temporary or supplementary: what the pharmacy sorts by; reversals keep their original's."""
    dose_text: str = ""
    usage: str = ""
    frequency: str = ""
    administrations: int = 0
    reverses: LineId | None = None
    request_id: RequestId | None = None


@dataclass(frozen=True, slots=True)
class PatientBrief:
    """The patient as every paper and banner names them."""

    patient_no: int
    visit_no: int
    name: str
    sex: int
    birth_date: date | None
    ward: str
    """The ward's code; papers print `ward_name`."""
    bed: str | None
    ward_name: str = ""


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
    def changes(self, after: int, wait_s: float) -> Changes:
        """Long poll: what changed since cursor `after` (-1: only tell the cursor), waiting at most 25 s for something."""
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

    @operation(readonly=True)
    def items(self, after_version: int) -> ItemCatalog | None:
        """The catalogue for look-ups, None when `after_version` is still current."""
        raise NotImplementedError
