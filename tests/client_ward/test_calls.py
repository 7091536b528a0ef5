"""One press costs one command and at most one look: the change it makes comes back by the feed and asks nothing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.common import Change
from shared.contracts.operation import operations_of
from shared.contracts.ward.contract import WardContract
from tests.client_ward.order_entry import pick, type_cell
from tests.client_ward.stage import House, Stage

OPERATIONS = operations_of(WardContract)


@pytest.fixture
def presses(stage: Callable[..., Stage]) -> Callable[[Stage, Callable[[], object]], tuple[list[str], list[str]]]:
    """Do something and wait until its own change came back: the commands, and the looks, that it took."""

    def press(nurse: Stage, act: Callable[[], object]) -> tuple[list[str], list[str]]:
        heard: list[Change] = []
        nurse.shell.station.news.connect(heard.extend)
        # What a feed that begins tells first is out of the way when something told after it has come.
        nurse.shell.station.note("nothing", "")
        nurse.until(lambda: nurse.shell.feed._cursor >= 0 and heard)
        nurse.settle()
        nurse.client.calls.clear()
        act()
        nurse.until(lambda: any(change.own for change in heard))
        nurse.settle()
        nurse.shell.station.news.disconnect(heard.extend)
        commands = [name for name in nurse.client.calls if OPERATIONS[name].takes_key]
        return commands, [name for name in nurse.client.calls if not OPERATIONS[name].takes_key]

    return press


def test_save_and_confirm(house: House, stage: Any, presses: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage(feed=True)
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    nurse.settle()
    commands, looks = presses(nurse, lambda: nurse.page_key("Ctrl+S"))
    assert commands == ["apply_orders"]
    assert len(looks) <= 1
    other = stage("nurse2", feed=True)
    other.opens(stay_id)
    other.page_key("F5")

    def yes() -> None:
        other.station.orders.confirm_dialog.confirm.click()

    commands, looks = presses(other, yes)
    assert commands == ["confirm_orders"]
    assert len(looks) <= 1


@pytest.mark.parametrize("patients", [1, 3])
def test_a_run_costs_one_command_and_one_preview_a_patient(house: House, stage: Any, presses: Any, patients: int) -> None:
    for number in range(patients):
        house.is_treated(number, f"W01-00{number + 1}")
    nurse = stage(feed=True)
    page = nurse.station.run
    nurse.shell.open_page(page)
    nurse.settle()

    def run() -> None:
        nurse.page_key("F6")
        nurse.until(lambda: page.summary_dialog)

    commands, looks = presses(nurse, run)
    assert len(commands) == patients
    assert looks.count("preview_run") <= patients
    assert looks.count("board") <= 1
    assert set(looks) <= {"preview_run", "board"}
