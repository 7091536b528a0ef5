"""Requirement T4 for any sequence of edits, whatever others changed meanwhile."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.common import Delta
from shared.dataset import ClientDataSet, Reconcile, RowStatus
from tests.shared.dataset.doses import WRITABLE, Dose, Server, loaded, shown, some_rows

pytestmark = pytest.mark.req("T4")

EDITS = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 9), st.sampled_from(WRITABLE), st.integers(0, 3)),
    st.tuples(st.just("append"), st.integers(0, 3)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("undo")),
)
OTHERS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([*WRITABLE, "gone"]), st.integers(4, 6)), max_size=4)


def value_of(column: str, number: int) -> Any:
    return Decimal(number) if column == "amount" else f"{column}{number}"


def perform(dataset: ClientDataSet[Dose], edits: list[tuple[Any, ...]]) -> None:
    for kind, *what in edits:
        if kind == "append":
            dataset.append({"drug": f"drug{what[0]}"})
        elif kind == "undo":
            dataset.undo()
        elif len(dataset):
            row_id = dataset.row_id(what[0] % len(dataset))
            if kind == "delete":
                dataset.delete(row_id)
            elif dataset.status(row_id) is not RowStatus.DELETED:
                dataset.edit(row_id, what[1], value_of(what[1], what[2]))


@settings(max_examples=300, deadline=None)
@given(st.lists(EDITS, max_size=25))
def test_undoing_everything_returns_to_the_start(edits: list[tuple[Any, ...]]) -> None:
    dataset = loaded(Server(some_rows(4)))
    start = shown(dataset)
    perform(dataset, edits)
    while dataset.can_undo:
        dataset.undo()
    assert shown(dataset) == start
    assert dataset.pending() == Delta(())


@settings(max_examples=300, deadline=None)
@given(st.lists(EDITS, max_size=25))
def test_the_server_after_the_delta_holds_what_the_client_shows(edits: list[tuple[Any, ...]]) -> None:
    server = Server(some_rows(4))
    dataset = loaded(server)
    perform(dataset, edits)
    expected = [
        {column: dataset.value(row_id, column) for column in WRITABLE}
        for row_id in dataset.ids
        if dataset.status(row_id) is not RowStatus.DELETED
    ]
    sent = dataset.pending()
    dataset.apply_result(server.apply(sent), sent)
    stored = [{column: getattr(row, column) for column in WRITABLE} for row in server.rows.values()]
    for row in expected:
        # A new row's missing note is stored as the empty text.
        row["note"] = row["note"] or ""
    assert stored == expected
    assert not dataset.dirty
    assert set(dataset.ids) == set(server.rows)
    assert all(dataset.version(row_id) == server.rows[row_id].version for row_id in dataset.ids)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(EDITS, max_size=15), OTHERS, st.lists(EDITS, max_size=4), st.lists(st.sampled_from(Reconcile), min_size=8, max_size=8)
)
def test_refresh_and_reconcile_lose_neither_side(
    edits: list[tuple[Any, ...]],
    others: list[tuple[int, str, int]],
    later: list[tuple[Any, ...]],
    choices: list[Reconcile],
) -> None:
    server = Server(some_rows(4))
    dataset = loaded(server)
    perform(dataset, edits)
    touched = {change.row_id: dataset.values(change.row_id) for change in dataset.pending().changes if change.action == "update"}
    change_at_server(server, others)
    dataset.refresh(server.packet())
    for row_id, mine in touched.items():
        if dataset.status(row_id) is RowStatus.CONFLICT:
            assert dataset.values(row_id) == mine
    for row_id, row in server.rows.items():
        if dataset.status(row_id) is RowStatus.UNCHANGED:
            assert dataset.values(row_id) == msgspec.structs.asdict(row)
    perform(dataset, later)
    for row_id, choice in zip([row_id for row_id in dataset.ids if dataset.conflict(row_id)], choices, strict=False):
        dataset.reconcile(row_id, choice if choice is not Reconcile.MERGE or dataset.can_merge(row_id) else Reconcile.KEEP_MINE)
    if not any(dataset.conflict(row_id) for row_id in dataset.ids):
        assert server.apply(dataset.pending()).conflicts == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(EDITS, max_size=15), OTHERS)
def test_undoing_everything_after_a_refresh_shows_the_servers_rows(edits: list[tuple[Any, ...]], others: list[Any]) -> None:
    server = Server(some_rows(4))
    dataset = loaded(server)
    perform(dataset, edits)
    change_at_server(server, others)
    dataset.refresh(server.packet())
    while dataset.can_undo:
        dataset.undo()
    assert sorted(shown(dataset), key=str) == sorted(shown(loaded(server)), key=str)


def change_at_server(server: Server, others: list[tuple[int, str, int]]) -> None:
    for row, column, number in others:
        if f"s{row}" not in server.rows:
            continue
        if column == "gone":
            del server.rows[f"s{row}"]
        else:
            server.change(f"s{row}", **{column: value_of(column, number)})
