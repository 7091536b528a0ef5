"""A new hospital without a screen for it yet: staff and opening stock from the command line, against real servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.manage import main
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.errors import LoginRequired, SessionExpired, WrongLogin
from shared.rpc import Client
from tests.live.processes import HospitalOfProcesses, running_hospital
from tests.passwords import PASSWORD
from tests.scenarios.people import wait_until

pytestmark = pytest.mark.live


def _refused(api: PharmacyContract) -> bool:
    try:
        api.stock("100001")
    except (SessionExpired, LoginRequired):
        return True
    return False


def _logs_in(hospital: HospitalOfProcesses, login: str, password: str) -> bool:
    client = Client(PharmacyContract, (hospital.address("pharmacy"),))
    try:
        client.log_in(login, password)
    except WrongLogin:
        return False
    finally:
        client.close()
    return True


@pytest.mark.req("T8", "R3.1")
def test_staff_and_stock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stock = tmp_path / "stock.csv"
    stock.write_text(
        "drug_code,batch_no,expires_on,quantity\n100001,B1,2030-12-31,300\n200041,B2,2030-06-30,50\n", encoding="utf-8"
    )
    monkeypatch.setenv("HIS_PASSWORD", PASSWORD)
    monkeypatch.setenv("HIS_NEW_PASSWORD", "a new long password")
    with running_hospital(tmp_path / "h", "messages", "catalog", "pharmacy") as hospital:
        catalog, pharmacy = (str(hospital.address(name)) for name in ("catalog", "pharmacy"))
        hospital.client(PharmacyContract, "pharmacist")
        assert main(["--server", catalog, "staff", "nurse9", "新护士", "nurse", "W01", "W02"]) == 0
        assert main(["--server", catalog, "staff", "nurse9", "又一个", "nurse"]) == 1
        works = hospital.client(PharmacyContract, "dispenser1").api
        works.stock("100001")
        change = ["--server", catalog, "account"]
        assert main([*change, "nurse9", "--email", "n9@his.example", "--mobile", "13900000009", "--wards", "all"]) == 0
        assert main(["--server", catalog, "password", "dispenser2"]) == 0
        assert main([*change, "DISPENSER1", "--close"]) == 0
        assert main([*change, "nobody", "--close"]) == 1
        assert main([*change, "admin", "--close"]) == 1
        # The pharmacy hears of it: the session of a closed account ends, and the password changed before is the new one.
        wait_until(lambda: _refused(works))
        assert _logs_in(hospital, "dispenser2", "a new long password")
        assert not _logs_in(hospital, "dispenser2", PASSWORD)
        assert main(["--server", pharmacy, "--user", "pharmacist", "stock", str(stock)]) == 0
        assert main(["--server", pharmacy, "--user", "pharmacist", "stock", str(tmp_path / "none.csv")]) == 1
        rows = hospital.client(PharmacyContract, "pharmacist").api.stock("100001").rows
        assert [str(row.quantity) for row in rows] == ["300.0000"]
    said = capsys.readouterr()
    assert "新护士" in said.out
    assert "2 batches" in said.out
    assert "已被使用" in said.err
    assert "none.csv" in said.err
    assert "nurse9  新护士  护士  all  n9@his.example  13900000009" in said.out
    assert "没有找到该工作人员" in said.err
    assert "最后一个系统管理员" in said.err
