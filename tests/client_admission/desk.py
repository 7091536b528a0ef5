"""What happens around the cashier in tests: numbers drawn, patients registered, a ward's facts told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared import clock
from shared.contracts.admission.types import AdmissionRequest, Patient, PatientDetails, Payer, PayMethod, Sex, Stay
from shared.contracts.admission.types import SupplementaryOrder
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.events import envelope
from shared.contracts.ward.events import (
    ClosingStatement,
    DischargeDeclared,
    InterimDeclared,
    LinesPlanned,
    OrderConfirmed,
    PatientReceived,
)
from shared.identifiers import LineId, OrderId, new_id, new_key
from shared.statement import digest_lines
from tests import catalog_data
from tests.in_process import InProcessHospital
