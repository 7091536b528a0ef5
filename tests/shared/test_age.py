"""Age is written the same way at every station (R2.2)."""

from __future__ import annotations

from datetime import date

import pytest

from shared.age import Age, AgeUnit, age_of

TODAY = date(2025, 3, 3)


@pytest.mark.req("R2.2")
@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1950, 3, 3), Age(75, AgeUnit.YEARS)),
        (date(1950, 3, 4), Age(74, AgeUnit.YEARS)),
        (date(2022, 3, 3), Age(3, AgeUnit.YEARS)),
        (date(2022, 3, 4), Age(35, AgeUnit.MONTHS)),
        (date(2025, 2, 3), Age(1, AgeUnit.MONTHS)),
        (date(2025, 2, 4), Age(27, AgeUnit.DAYS)),
        (date(2025, 3, 3), Age(0, AgeUnit.DAYS)),
        (date(2025, 3, 4), None),
        (None, None),
    ],
)
def test_age_is_written_as_wards_write_it(born: date | None, age: Age | None) -> None:
    assert age_of(born, TODAY) == age
