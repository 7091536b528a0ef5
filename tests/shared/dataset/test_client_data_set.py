"""Requirement T4: only changes travel, others' changes never overwrite the user's, conflicts are reconciled by the user."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.common import AppliedRow, ApplyResult, DataPacket, Delta, RowConflict, RowProblem, packet
from shared.dataset import ClientDataSet, Reconcile, RowStatus
from shared.dataset.reconcile import ColumnsOverlap
from shared.errors import InvalidInput


class Dose(msgspec.Struct, frozen=True, array_like=True):
    dose_id: str
    version: int
    drug: str
    amount: Decimal | None
    note: str
    drug_name: str


WRITABLE = ("drug", "amount", "note")


class Server:
    """The other side, as every department implements it: whole delta or nothing, versions checked."""

    def __init__(self, rows: list[Dose]) -> None:
        self.rows = {row.dose_id: row for row in rows}
        self.last = 100

    def packet(self) -> DataPacket[Dose]:
        return packet(Dose, tuple(self.rows.values()))

    def change(self, row_id: str, **values: Any) -> None:
        row = self.rows[row_id]
        self.rows[row_id] = msgspec.structs.replace(row, version=row.version + 1, **values)

    def apply(self, delta: Delta) -> ApplyResult:
        conflicts = [
            RowConflict(change.row_id, theirs.version if theirs else 0, msgspec.structs.asdict(theirs) if theirs else None)
            for change in delta.changes
            if change.action != "insert"
            for theirs in [self.rows.get(change.row_id)]
            if theirs is None or theirs.version != change.version
        ]
        if conflicts:
            return ApplyResult(conflicts=tuple(conflicts))
        return ApplyResult(tuple(self._store(change) for change in delta.changes))

    def _store(self, change: Any) -> AppliedRow:
        if change.action == "delete":
            del self.rows[change.row_id]
            return AppliedRow(change.row_id, change.row_id, 0)
        if change.action == "insert":
            self.last += 1
            row_id = f"s{self.last}"
            self.rows[row_id] = Dose(row_id, 1, **{"drug": "", "amount": None, "note": "", "drug_name": "", **change.new})
        else:
            row_id = change.row_id
            assert {column: getattr(self.rows[row_id], column) for column in change.old} == change.old
            self.change(row_id, **change.new)
        return AppliedRow(change.row_id, row_id, self.rows[row_id].version)


def some_rows(count: int = 3) -> list[Dose]:
    return [Dose(f"s{n}", 1, f"drug{n}", Decimal(n), "", f"Drug {n}") for n in range(count)]


def loaded(server: Server) -> ClientDataSet[Dose]:
    dataset = ClientDataSet(Dose, "dose_id", writable=WRITABLE)
    dataset.load(server.packet())
    return dataset


def shown(dataset: ClientDataSet[Dose]) -> list[tuple[str, dict[str, Any], RowStatus]]:
    return [(row_id, dataset.values(row_id), dataset.status(row_id)) for row_id in dataset.ids]


@pytest.fixture
def server() -> Server:
    return Server(some_rows())


@pytest.fixture
def dataset(server: Server) -> ClientDataSet[Dose]:
    return loaded(server)


@pytest.mark.req("T4")
def test_only_changed_columns_travel_with_their_old_values_and_version(dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s1", "amount", Decimal("2.5"))
    dataset.delete("s2")
    new = dataset.append({"drug": "x"})
    changes = dataset.pending().changes
    assert [(c.action, c.row_id, c.version, c.old, c.new) for c in changes] == [
        ("update", "s1", 1, {"amount": Decimal(1)}, {"amount": Decimal("2.5")}),
        ("delete", "s2", 1, {}, {}),
        ("insert", "new-1", 0, {}, {"drug": "x"}),
    ]
    assert new == "new-1"


def test_columns_that_only_show_are_never_sent(dataset: ClientDataSet[Dose]) -> None:
    dataset.edit_row("s0", {"drug": "y", "drug_name": "Drug Y"})
    assert dataset.value("s0", "drug_name") == "Drug Y"
    assert dataset.pending().changes[0].new == {"drug": "y"}
    dataset.edit("s0", "drug", "drug0")
    assert dataset.value("s0", "drug_name") == "Drug 0"
    assert not dataset.dirty


def test_a_value_that_does_not_fit_its_column_is_refused(dataset: ClientDataSet[Dose]) -> None:
    with pytest.raises(InvalidInput) as caught:
        dataset.edit("s0", "amount", "much")
    assert caught.value.details["name"] == "amount"
    assert not dataset.dirty
    assert not dataset.can_undo


def test_typing_the_old_value_again_leaves_nothing_to_send(dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s1", "note", "a")
    dataset.edit("s1", "note", "")
    assert dataset.status("s1") is RowStatus.UNCHANGED
    assert dataset.pending().changes == ()


def test_success_brings_new_ids_and_versions_and_keeps_what_was_typed_meanwhile(
    server: Server, dataset: ClientDataSet[Dose]
) -> None:
    new = dataset.append({"drug": "x"})
    dataset.edit("s0", "note", "first")
    sent = dataset.pending()
    dataset.edit("s0", "note", "second")
    dataset.apply_result(server.apply(sent), sent)
    assert new not in dataset
    assert dataset.value("s101", "dose_id") == "s101"
    assert dataset.version("s0") == 2
    assert [(c.row_id, c.old, c.new) for c in dataset.pending().changes] == [("s0", {"note": "first"}, {"note": "second"})]
    assert not dataset.can_undo


def test_a_new_row_deleted_while_it_was_on_its_way_is_deleted_at_the_server_next(
    server: Server, dataset: ClientDataSet[Dose]
) -> None:
    new = dataset.append({"drug": "x"})
    sent = dataset.pending()
    dataset.delete(new)
    dataset.apply_result(server.apply(sent), sent)
    assert [(c.action, c.row_id) for c in dataset.pending().changes] == [("delete", "s101")]


def test_a_deletion_taken_back_while_it_was_on_its_way_enters_the_row_anew(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.delete("s1")
    sent = dataset.pending()
    dataset.undo()
    dataset.apply_result(server.apply(sent), sent)
    (change,) = dataset.pending().changes
    assert (change.action, change.new["drug"]) == ("insert", "drug1")


def test_a_problem_stays_at_its_row_until_its_column_is_edited(dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s1", "amount", Decimal(99))
    sent = dataset.pending()
    dataset.apply_result(ApplyResult(problems=(RowProblem("s1", "amount", "ward.dose_too_high", {"limit": "2"}),)), sent)
    assert dataset.status("s1") is RowStatus.PROBLEM
    dataset.edit("s1", "note", "n")
    assert dataset.problems("s1")[0].column == "amount"
    dataset.edit("s1", "amount", Decimal(2))
    assert dataset.status("s1") is RowStatus.EDITED
    assert dataset.can_undo


@pytest.mark.req("T4")
def test_others_changes_never_overwrite_mine(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    server.change("s0", note="theirs")
    server.change("s1", note="theirs too")
    dataset.refresh(server.packet())
    assert dataset.value("s0", "note") == "mine"
    assert dataset.status("s0") is RowStatus.CONFLICT
    assert dataset.conflict("s0").theirs["note"] == "theirs"
    assert dataset.value("s1", "note") == "theirs too"


@pytest.mark.req("T4")
@pytest.mark.parametrize(
    ("choice", "note", "amount"),
    [
        (Reconcile.KEEP_MINE, "mine", Decimal(0)),
        (Reconcile.TAKE_THEIRS, "", Decimal(7)),
        (Reconcile.MERGE, "mine", Decimal(7)),
    ],
)
def test_reconciling_a_conflict(
    server: Server, dataset: ClientDataSet[Dose], choice: Reconcile, note: str, amount: Decimal
) -> None:
    dataset.edit("s0", "note", "mine")
    server.change("s0", amount=Decimal(7))
    sent = dataset.pending()
    dataset.apply_result(server.apply(sent), sent)
    assert dataset.status("s0") is RowStatus.CONFLICT
    assert dataset.can_merge("s0")
    dataset.reconcile("s0", choice)
    sent = dataset.pending()
    dataset.apply_result(server.apply(sent), sent)
    stored = server.rows["s0"]
    assert (stored.note, stored.amount) == (note, amount)
    assert (dataset.value("s0", "note"), dataset.value("s0", "amount")) == (note, amount)
    assert not dataset.dirty


def test_no_merge_where_both_changed_one_column(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    server.change("s0", note="theirs")
    dataset.refresh(server.packet())
    assert not dataset.can_merge("s0")
    with pytest.raises(ColumnsOverlap):
        dataset.reconcile("s0", Reconcile.MERGE)
    assert dataset.status("s0") is RowStatus.CONFLICT


def test_keeping_mine_of_a_row_somebody_deleted_enters_it_anew(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    del server.rows["s0"]
    dataset.refresh(server.packet())
    assert dataset.conflict("s0").theirs is None
    now = dataset.reconcile("s0", Reconcile.KEEP_MINE)
    sent = dataset.pending()
    assert [(c.action, c.row_id, c.new["note"], c.new["drug"]) for c in sent.changes] == [("insert", now, "mine", "drug0")]
    dataset.apply_result(server.apply(sent), sent)
    assert server.rows["s101"].note == "mine"


def test_taking_theirs_of_a_deleted_row_drops_it(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    del server.rows["s0"]
    dataset.refresh(server.packet())
    assert dataset.reconcile("s0", Reconcile.TAKE_THEIRS) is None
    assert dataset.ids == ("s1", "s2")


def test_undoing_my_change_of_a_conflicting_row_shows_theirs(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    server.change("s0", note="theirs")
    dataset.refresh(server.packet())
    dataset.undo()
    assert (dataset.value("s0", "note"), dataset.status("s0"), dataset.version("s0")) == ("theirs", RowStatus.UNCHANGED, 2)


def test_the_same_change_by_both_is_no_conflict(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "same")
    server.change("s0", note="same")
    dataset.refresh(server.packet())
    assert dataset.status("s0") is RowStatus.UNCHANGED
    assert dataset.undo() is None


def test_a_delta_kept_on_disk_is_laid_over_fresh_rows(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "amount", Decimal("0.5"))
    dataset.edit("s1", "note", "mine")
    dataset.delete("s2")
    dataset.append({"drug": "x"})
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(dataset.pending()), type=Delta)
    server.change("s1", note="theirs")
    again = loaded(server)
    again.restore(kept)
    assert again.value("s0", "amount") == Decimal("0.5")
    assert again.status("s1") is RowStatus.CONFLICT
    assert again.status("s2") is RowStatus.DELETED
    assert again.append() == "new-2"
    again.reconcile("s1", Reconcile.KEEP_MINE)
    assert server.apply(again.pending()).conflicts == ()
    assert (server.rows["s0"].amount, server.rows["s1"].note) == (Decimal("0.5"), "mine")


def test_a_kept_change_of_a_row_that_is_gone_waits_for_the_user(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    kept = dataset.pending()
    del server.rows["s0"]
    again = loaded(server)
    again.restore(kept)
    assert again.status("s0") is RowStatus.CONFLICT
    assert again.value("s0", "note") == "mine"


# -- any sequence of edits

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


@pytest.mark.req("T4")
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


@pytest.mark.req("T4")
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


@pytest.mark.req("T4")
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
