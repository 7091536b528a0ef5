"""The people of the demo hospital."""

from __future__ import annotations

from collections import Counter

from shared.contracts.admission.types import Sex
from tests.demo import hospital

WOMEN = {"芳", "娜", "静", "丽", "艳", "娟", "霞", "秀兰", "玉梅"}
MEN = {"伟", "强", "磊", "军", "勇", "涛", "建国"}


def test_names_fit_the_sex_and_the_identity_card() -> None:
    people = [details for _, _, details in hospital._patients()]
    assert len(people) == 400
    for person in people:
        assert person.name[1:] not in (WOMEN if person.sex is Sex.MALE else MEN), person
        assert person.id_card is not None
        assert int(person.id_card[16]) % 2 == (person.sex is Sex.MALE), person
    assert {person.name[1:] for person in people} >= WOMEN | MEN


def test_every_account_is_there_once() -> None:
    assert [login for login, count in Counter(account.login for account in hospital.STAFF).items() if count > 1] == []
