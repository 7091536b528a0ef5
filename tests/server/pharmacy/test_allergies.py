"""The allergy the ward asked for is in sight where drugs go out (S1)."""

from __future__ import annotations

import pytest

from shared.contracts.common import Change
from shared.identifiers import new_id
from tests.server.pharmacy.world import ASPIRIN, D1, D2, D3, SALINE, WARD_2, World

pytestmark = pytest.mark.req("S1")
PENICILLIN = "青霉素（皮试阳性）"


def test_a_request_names_the_allergy_whichever_came_first(world: World) -> None:
    stay = new_id()
    world.received(stay, PENICILLIN)
    assert world.request((ASPIRIN, 3), stay=stay).allergy == PENICILLIN
    later = world.request((ASPIRIN, 3))
    assert later.allergy == ""
    cursor = world.api.changes(-1, 0).cursor
    world.received(later.stay_id, "无")
    assert world.api.request(later.request_id).allergy == "无"
    assert Change("request", later.request_id) in world.api.changes(cursor, 0).changes


def test_the_last_reception_counts_in_whatever_order_wards_tell(world: World) -> None:
    request = world.request((ASPIRIN, 3))
    world.received(request.stay_id, "不详", D1)
    world.received(request.stay_id, PENICILLIN, D3, ward=WARD_2)
    world.received(request.stay_id, "无", D2)
    assert world.api.request(request.request_id).allergy == PENICILLIN


def test_a_reception_of_before_the_allergy_was_told_changes_nothing(world: World) -> None:
    request = world.request((ASPIRIN, 3))
    world.received(request.stay_id, PENICILLIN, D1)
    world.received(request.stay_id, "", D2)
    assert world.api.request(request.request_id).allergy == PENICILLIN


def test_both_slips_carry_it_per_patient(world: World) -> None:
    world.receive(ASPIRIN, 20)
    world.receive(SALINE, 20)
    first, second = world.request((ASPIRIN, 3), name="李玥"), world.request((SALINE, 1), name="王五")
    world.received(first.stay_id, PENICILLIN)
    (part,) = world.api.slip(world.dispense(first).dispense_id).patients
    assert part.allergy == PENICILLIN
    world.dispense(second)
    of_ward = world.api.ward_slip("W01", D1.date())
    assert {part.patient.name: part.allergy for part in of_ward.patients} == {"李玥": PENICILLIN, "王五": ""}
