"""What every department's contract shares: who is there, log-in, changes, packets of rows."""

from shared.contracts.common.department import DepartmentContract
from shared.contracts.common.items import AddOn, Frequency, Item, ItemCatalog, ItemKind, Usage, Ward
from shared.contracts.common.lines import LineKind, LineState, PlannedLine
from shared.contracts.common.packets import AppliedRow, ApplyResult, DataPacket, Delta, RowChange, RowConflict, RowProblem, packet
from shared.contracts.common.server import Change, Changes, Health, Identity, KernelKind, ParkedEvent, ServerInfo, Session
from shared.contracts.common.values import EVERY_WARD, Money, PatientBrief, Quantity, Text20, Text50, Text200

__all__ = [
    "EVERY_WARD",
    "AddOn",
    "AppliedRow",
    "ApplyResult",
    "Change",
    "Changes",
    "DataPacket",
    "Delta",
    "DepartmentContract",
    "Frequency",
    "Health",
    "Identity",
    "Item",
    "ItemCatalog",
    "ItemKind",
    "KernelKind",
    "LineKind",
    "LineState",
    "Money",
    "ParkedEvent",
    "PatientBrief",
    "PlannedLine",
    "Quantity",
    "RowChange",
    "RowConflict",
    "RowProblem",
    "ServerInfo",
    "Session",
    "Text20",
    "Text50",
    "Text200",
    "Usage",
    "Ward",
    "packet",
]
