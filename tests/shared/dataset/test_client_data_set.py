"""Requirement T4: only changes travel, others' changes never overwrite the user's, conflicts are reconciled by the user."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from shared.contracts.common import ApplyResult, Delta, RowProblem
from shared.dataset import ClientDataSet, Reconcile, RowStatus
from shared.dataset.reconcile import ColumnsOverlap
from shared.errors import ErrorData, InvalidInput
from tests.shared.dataset.doses import Dose, Server, loaded, some_rows

pytestmark = pytest.mark.req("T4")


@pytest.fixture
def server() -> Server:
    return Server(some_rows())


@pytest.fixture
def dataset(server: Server) -> ClientDataSet[Dose]:
    return loaded(server)


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


def test_rows_read_again_before_the_answer_came_show_the_new_row_once(server: Server, dataset: ClientDataSet[Dose]) -> None:
    new = dataset.append({"drug": "x"})
    sent = dataset.pending()
    answer = server.apply(sent)
    dataset.refresh(server.packet())
    dataset.edit(new, "note", "typed at the new row")
    dataset.edit("s101", "amount", Decimal(3))
    dataset.apply_result(answer, sent)
    assert dataset.ids == ("s0", "s1", "s2", "s101")
    (change,) = dataset.pending().changes
    assert (change.row_id, change.new) == ("s101", {"note": "typed at the new row", "amount": Decimal(3)})


def test_a_new_row_somebody_changed_before_the_answer_came_is_a_conflict_only_with_edits(
    server: Server, dataset: ClientDataSet[Dose]
) -> None:
    for note, status in (("", RowStatus.UNCHANGED), ("mine", RowStatus.CONFLICT)):
        new = dataset.append({"drug": "x"})
        sent = dataset.pending()
        answer = server.apply(sent)
        [applied] = answer.applied
        server.change(applied.row_id, note="theirs")
        dataset.refresh(server.packet())
        if note:
            dataset.edit(new, "note", note)
        dataset.apply_result(answer, sent)
        assert dataset.status(applied.row_id) is status
        assert len(set(dataset.ids)) == len(dataset.ids)


def test_a_new_row_deleted_before_the_answer_came_is_deleted_though_read_again(
    server: Server, dataset: ClientDataSet[Dose]
) -> None:
    new = dataset.append({"drug": "x"})
    sent = dataset.pending()
    answer = server.apply(sent)
    dataset.refresh(server.packet())
    dataset.delete(new)
    dataset.apply_result(answer, sent)
    assert dataset.ids.count("s101") == 1
    assert [(change.action, change.row_id) for change in dataset.pending().changes] == [("delete", "s101")]


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
    problem = RowProblem("s1", "amount", ErrorData("refused", "ward.dose_too_high"))
    dataset.apply_result(ApplyResult(problems=(problem,)), dataset.pending())
    assert dataset.status("s1") is RowStatus.PROBLEM
    dataset.edit("s1", "note", "n")
    assert dataset.problems("s1")[0].column == "amount"
    dataset.edit("s1", "amount", Decimal(2))
    assert dataset.status("s1") is RowStatus.EDITED
    assert dataset.can_undo


def test_others_changes_never_overwrite_mine(server: Server, dataset: ClientDataSet[Dose]) -> None:
    dataset.edit("s0", "note", "mine")
    server.change("s0", note="theirs")
    server.change("s1", note="theirs too")
    dataset.refresh(server.packet())
    assert dataset.value("s0", "note") == "mine"
    assert dataset.status("s0") is RowStatus.CONFLICT
    assert dataset.conflict("s0").theirs["note"] == "theirs"
    assert dataset.value("s1", "note") == "theirs too"


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
