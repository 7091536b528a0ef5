"""The types of joined rows say what the statements give: the names, and what their columns hold."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest
from sqlalchemy import Select

from server.tms import devices, joined, models, queries, replicas

_TABLES: dict[str, Any] = {
    "patient": models.PatientRow,
    "stay": replicas.StayRow,
    "prescription": models.PrescriptionRow,
    "execution": models.ExecutionRow,
    "hospital": models.HospitalRow,
    "device": models.DeviceRow,
    "executor": models.ExecutorRow,
}
_COUNTED = {"access_ward": str | None, "protocol_name": str | None, "sessions_done": int}


@pytest.mark.parametrize(
    ("query", "row"),
    [
        (queries.PATIENTS, joined.KnownPatientRow),
        (queries.PRESCRIPTIONS, joined.CourseRow),
        (queries.EXECUTIONS, joined.SessionRow),
        (devices._DEVICES, joined.DeviceRow),
        (devices._HOSPITALS, joined.HospitalRow),
    ],
)
def test_a_joined_row_has_what_its_type_says(query: Select[Any], row: type[Any]) -> None:
    given = query.selected_columns.keys()
    for name, hint in get_type_hints(row).items():
        assert name in given
        table, _, column = name.partition("_")
        if name in _COUNTED:
            assert hint == _COUNTED[name]
        else:
            stored = get_type_hints(_TABLES[table])[column]
            # What is joined only where there is one may be missing besides.
            assert hint == stored or (table in {"stay", "device", "executor"} and set(get_args(hint)) == {stored, type(None)})
