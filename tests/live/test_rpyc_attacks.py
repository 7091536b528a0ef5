"""What a raw client can do to a server: nothing but one call with one bytes argument."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rpyc.core import brine, consts
from rpyc.core.channel import Channel
from rpyc.core.protocol import Connection
from rpyc.core.service import VoidService
from rpyc.core.stream import SocketStream

from shared.contracts.catalog.contract import CatalogContract
from shared.rpc.protocol import MAX_FRAME
from tests.live.processes import HospitalOfProcesses, running_hospital

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path_factory.mktemp("attacked"), "messages", "catalog") as made:
        yield made


@pytest.fixture
def raw(hospital: HospitalOfProcesses) -> Iterator[Connection]:
    """A client with RPyC's own defaults."""
    sock = socket.create_connection(("127.0.0.1", hospital.ports["catalog"]))
    connection = Connection(VoidService(), Channel(SocketStream(sock)), {"sync_request_timeout": 5})
    yield connection
    # Connection.close would talk to a server that may have hung up.
    connection._closed = True
    sock.close()


def _memory(hospital: HospitalOfProcesses) -> int:
    pid = hospital.servers["catalog"].process.pid
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def _refused(attempt: Any) -> None:
    with pytest.raises(Exception) as caught:
        attempt()
    assert "refused" in str(caught.value) or isinstance(caught.value, EOFError | AttributeError | KeyError | TypeError)


@pytest.mark.parametrize(
    "handler",
    [
        consts.HANDLE_GETROOT,
        consts.HANDLE_DIR,
        consts.HANDLE_INSPECT,
        consts.HANDLE_REPR,
        consts.HANDLE_GETATTR,
        consts.HANDLE_SETATTR,
        consts.HANDLE_CALLATTR,
        consts.HANDLE_PICKLE,
        consts.HANDLE_CMP,
        consts.HANDLE_BUFFITER,
        consts.HANDLE_OLDSLICING,
    ],
)
def test_no_object_of_the_server_can_be_touched(raw: Connection, handler: int) -> None:
    _refused(lambda: raw.sync_request(handler, b"x", "__class__", (), ()))


@pytest.mark.parametrize("arguments", [(7,), ("text",), (b"a", b"b"), ((b"a",),), ()])
def test_the_one_call_takes_one_bytes_value(raw: Connection, arguments: tuple[Any, ...]) -> None:
    _refused(lambda: raw.sync_request(consts.HANDLE_CALL, *arguments))


def test_a_reference_is_refused(raw: Connection) -> None:
    _refused(lambda: raw.sync_request(consts.HANDLE_CALL, object()))


def test_garbage_as_a_call_is_a_clear_error_and_no_text_of_ours(raw: Connection) -> None:
    answer: bytes = raw.sync_request(consts.HANDLE_CALL, b"\xff not msgpack")
    assert b"Traceback" not in answer
    assert b"/server/" not in answer


def test_a_frame_of_four_gigabytes_is_closed_unread(hospital: HospitalOfProcesses) -> None:
    before = _memory(hospital)
    with socket.create_connection(("127.0.0.1", hospital.ports["catalog"])) as sock:
        sock.sendall(struct.pack("!LB", 0xFFFFFF00, 0))
        with contextlib.suppress(ConnectionError):
            for _ in range(400):
                sock.sendall(b"\0" * 262144)
    assert _memory(hospital) - before < (MAX_FRAME >> 20) + 16


def test_a_zip_bomb_is_not_inflated(hospital: HospitalOfProcesses) -> None:
    before = _memory(hospital)
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    with socket.create_connection(("127.0.0.1", hospital.ports["catalog"])) as sock:
        sock.sendall(struct.pack("!LB", len(bomb), 1) + bomb + b"\n")
        sock.settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert sock.recv(1) == b""
    assert _memory(hospital) - before < 32


def test_a_deeply_nested_value_closes_only_its_own_connection(hospital: HospitalOfProcesses) -> None:
    with socket.create_connection(("127.0.0.1", hospital.ports["catalog"])) as sock:
        nested = brine.I1.pack(consts.MSG_REQUEST) + b"\x10" * 200_000 + b"\x00"
        sock.sendall(struct.pack("!LB", len(nested), 0) + nested + b"\n")
        sock.settimeout(5)
        with contextlib.suppress(ConnectionError):
            sock.recv(1)
    assert hospital.client(CatalogContract).api.hello().department == "catalog"


def test_more_connections_than_allowed_are_closed_at_once(hospital: HospitalOfProcesses) -> None:
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.create_connection(("127.0.0.1", hospital.ports["catalog"]))) for _ in range(260)]
        pid = hospital.servers["catalog"].process.pid
        socks[-1].settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert socks[-1].recv(1) == b""
        assert len(os.listdir(f"/proc/{pid}/task")) < 230


def test_who_says_nothing_is_shown_out(hospital: HospitalOfProcesses) -> None:
    with socket.create_connection(("127.0.0.1", hospital.ports["catalog"])) as sock:
        sock.settimeout(20)
        assert sock.recv(1) == b""
