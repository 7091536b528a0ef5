"""R1.3: a patient is found by the initials of the name as it is read."""

from __future__ import annotations

from typing import Any

import pytest

from server.admission.initials import TABLE, initials
from shared.contracts.admission.types import PatientDetails, PatientQuery, Sex
from tests.initials import table

pytestmark = pytest.mark.req("R1.3")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张秀英", "zxy"),
        ("单雄信", "sxx"),
        ("仇和", "qh"),
        ("解珍", "xz"),
        ("查良镛", "zly"),
        ("曾国藩", "zgf"),
        ("朴槿惠", "pjh"),
        ("区志航", "ozh"),
        ("翟志刚", "zzg"),
        ("乐毅", "yy"),
        ("缪荃孙", "mqs"),
        ("尉迟恭", "ycg"),
        ("尉健行", "wjx"),
        ("万俟卨", "mqx"),
        ("万里", "wl"),
        ("长孙无忌", "zswj"),
        ("单于明", "cym"),
        ("欧阳修", "oyx"),
        ("澹台灭明", "ttmm"),
        ("王长春", "wcc"),
        ("刘重阳", "lcy"),
        ("李乐", "ll"),
        ("王晟", "ws"),
        ("𠅤", "x"),
        ("John 李", "john l"),
        ("", ""),
    ],
)
def test_surnames_and_names_as_they_are_read(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_table_has_the_usual_reading_of_every_character() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()


def test_found_at_the_desk_by_the_surname_s_own_reading(desk: Any) -> None:
    number = desk.register_patient(PatientDetails("曾国华", Sex.MALE)).patient_no
    assert [row.patient_no for row in desk.find_patients(PatientQuery("zgh")).rows] == [number]
    assert desk.find_patients(PatientQuery("cgh")).rows == ()
