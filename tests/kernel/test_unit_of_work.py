"""What a unit of work does last: in one order, once each, and with the rest or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.kernel.entrance import UnitsOfWork
from server.kernel.unit_of_work import SYSTEM, Work
from shared.errors import DatabaseBehind, Refused
from tests.in_process import hospital
from tests.statements import statements_of


@pytest.fixture
def units(directory: Path) -> Iterator[UnitsOfWork]:
    with hospital(directory, "tms") as made:
        yield made.running["tms"].units


def test_what_is_left_for_the_end_is_done_by_rank_and_key_once(units: UnitsOfWork) -> None:
    done: list[str] = []

    def use_case(work: Work) -> None:
        work.at_the_end(2, 1, lambda: done.append("counter"))
        for key in ("b", "a", "b"):
            work.at_the_end(1, key, lambda key=key: done.append(key))  # type: ignore[misc]
        done.append("all else")

    units.write(SYSTEM, "test", use_case)
    assert done == ["all else", "a", "b", "counter"]


def test_a_last_step_may_leave_another_and_is_stored_with_the_rest(units: UnitsOfWork) -> None:
    def use_case(work: Work) -> None:
        work.at_the_end(2, 1, lambda: work.touch("thing", "late"))
        work.at_the_end(1, "a", lambda: work.at_the_end(1, "z", lambda: work.touch("thing", "left later")))

    before = units.board.wait(-1, 0).cursor
    units.write(SYSTEM, "test", use_case)
    assert units.board.wait(-1, 0).cursor == before + 2


def test_finishing_early_does_it_once(units: UnitsOfWork) -> None:
    done: list[str] = []

    def use_case(work: Work) -> None:
        work.at_the_end(1, "a", lambda: done.append("a"))
        work.finish()
        done.append("number")

    units.write(SYSTEM, "test", use_case)
    assert done == ["a", "number"]


def test_a_refusal_at_the_end_undoes_everything(units: UnitsOfWork) -> None:
    class No(Refused):
        code = "no"
        zh = "不"
        en = "No"

    def refuse() -> None:
        raise No

    def use_case(work: Work) -> None:
        work.touch("thing", "first")
        work.at_the_end(1, "a", refuse)

    before = units.board.wait(-1, 0).cursor
    with pytest.raises(No):
        units.write(SYSTEM, "test", use_case)
    assert units.board.wait(-1, 0).cursor == before


def test_that_the_database_is_current_is_learned_from_the_ticket(units: UnitsOfWork) -> None:
    def use_case(work: Work) -> None:
        work.require_current()
        work.touch("thing", "done")  # type: ignore[arg-type]

    with statements_of(units.engine) as asked:
        units.write(SYSTEM, "test", use_case)
    assert [statement.split()[0] for statement in asked] == ["UPDATE", "INSERT"]


def test_what_must_not_be_done_on_an_older_database_is_undone_whether_it_tells_something_or_not(units: UnitsOfWork) -> None:
    ticket = units.tables.ticket
    units.write(SYSTEM, "test", lambda work: work.change(ticket, behind=True))
    before = units.board.wait(-1, 0).cursor
    for tells in (True, False):

        def use_case(work: Work, tells: bool = tells) -> None:
            work.require_current()
            if tells:
                work.touch("thing", "done")  # type: ignore[arg-type]

        with pytest.raises(DatabaseBehind):
            units.write(SYSTEM, "test", use_case)
    assert units.board.wait(-1, 0).cursor == before
