"""Requirement T2, the part of the station's disk: unsent edits survive a crash and go when the server has them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from shared import clock
from shared.contracts.common import Delta, RowChange
from shared.dataset import DraftName, DraftStore, PendingDelta
from shared.identifiers import Key, new_key

NAME = DraftName("u1", "db-1", "orders/张䶮")


@dataclass(frozen=True)
class Typed:
    text: str
    at: datetime
    amount: Decimal


@pytest.fixture
def store(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "drafts")


def files(store: DraftStore) -> list[Path]:
    return list(store._directory.iterdir())


@pytest.mark.req("T2")
def test_a_pending_delta_comes_back_byte_for_byte(store: DraftStore, tmp_path: Path) -> None:
    changes = {"dose": Decimal("2.50"), "start_at": clock.now(), "stop_on": clock.today()}
    pending = PendingDelta(new_key(), Delta((RowChange("update", "o1", 3, {"dose": None}, changes),)))
    store.save(NAME, pending)
    found = DraftStore(tmp_path / "drafts").load(NAME, PendingDelta)
    assert found is not None
    assert found.key == pending.key
    # Sent again under the same key it must be the same request.
    assert msgspec.msgpack.encode(found.delta) == msgspec.msgpack.encode(pending.delta)


@pytest.mark.req("T2")
def test_it_survives_a_process_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from shared.dataset import DraftName, DraftStore\n"
        "DraftStore(Path(sys.argv[1])).save(DraftName('u1', 'db-1', 'note'), 'half a sentence')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert DraftStore(tmp_path).load(DraftName("u1", "db-1", "note"), str) == "half a sentence"


def test_typed_drafts(store: DraftStore) -> None:
    draft = Typed("半句话", clock.at(clock.today(), 8), Decimal("1.0"))
    store.save(NAME, draft)
    store.save(NAME, Typed("一句话", draft.at, draft.amount))
    found = store.load(NAME, Typed)
    assert found is not None
    assert (found.text, found.at, found.amount) == ("一句话", draft.at, Decimal("1.0"))
    assert len(files(store)) == 1


def test_nobody_else_can_read_them_and_names_tell_nothing(store: DraftStore) -> None:
    store.save(NAME, "secret")
    (file,) = files(store)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store._directory.stat().st_mode) == 0o700
    assert file.stem.isalnum()
    assert all(part not in file.name for part in ("张", "orders", "u1", "db-1"))


@pytest.mark.parametrize("other", [DraftName("u2", "db-1", NAME.dataset), DraftName("u1", "db-2", NAME.dataset)])
def test_another_user_or_another_database_finds_nothing(store: DraftStore, other: DraftName) -> None:
    store.save(NAME, "mine")
    assert store.load(other, str) is None
    assert store.names(other.user_id, other.database_id) == ()


def test_what_waits_is_listed_oldest_first_until_discarded(store: DraftStore) -> None:
    second = DraftName("u1", "db-1", "bills")
    for name in (NAME, second):
        store.save(name, "x")
    os.utime(store._path(NAME), ns=(0, 0))
    assert store.names("u1", "db-1") == (NAME, second)
    store.discard(NAME)
    store.discard(NAME)
    assert store.names("u1", "db-1") == (second,)


def test_a_draft_that_cannot_be_read_is_set_aside_not_lost(store: DraftStore, caplog: pytest.LogCaptureFixture) -> None:
    store.save(NAME, Typed("x", clock.now(), Decimal(1)))
    assert store.load(NAME, PendingDelta) is None
    assert [file.suffix for file in files(store)] == [".unreadable"]
    assert "set aside" in caplog.text
    assert store.load(NAME, PendingDelta) is None


def test_a_full_disk_leaves_the_old_draft(store: DraftStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(NAME, PendingDelta(Key("k"), Delta(())))

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.save(NAME, PendingDelta(Key("other"), Delta(())))
    found = store.load(NAME, PendingDelta)
    assert found is not None
    assert found.key == "k"
    assert len(files(store)) == 1


def test_an_unreadable_neighbour_does_not_hide_the_others(store: DraftStore) -> None:
    store.save(NAME, "x")
    (store._directory / "0123.draft").write_bytes(b"garbage")
    assert store.names("u1", "db-1") == (NAME,)
