"""Makes the demo hospital: every stay, order and charge through the contracts, as its staff would have done it.

Prepared once in `var/prepared` (about a minute), then copied: `make demo` begins afresh each time.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from server.catalog import seed_data
from server.catalog.first_accounts import Account
from shared.contracts.admission.types import PatientDetails, Sex
from shared.contracts.pharmacy.types import BatchReceipt
from shared.contracts.tms.types import DeviceGiven
from shared.contracts.ward.types import OrderKind
from shared.id_card import check_digit
from tests import in_process
from tests.in_process import InProcessHospital
from tests.scenarios.people import D1, ONCE, PO, QD, ROUTINE, TREATMENT, Cashier, Nurse, Order, Pharmacist, on

ROOT = Path(__file__).parents[2]
PREPARED = ROOT / "var" / "prepared"
DEPARTMENTS = ("admission", "ward", "pharmacy", "tms")
SETTINGS = "settings"
"""The folder where the demo's stations keep theirs."""
SERIAL = "TMS2026001"
"""Of the simulator in the treatment room."""
_MARK = "fingerprint"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = {
    Sex.MALE: ("伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "明", "超", "平", "建国"),
    Sex.FEMALE: ("芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "洁", "秀兰", "玉梅"),
}
_DRUGS = (("100001", "100", "mg"), ("100003", "20", "mg"), ("100005", "5", "mg"), ("100017", "20", "mg"), ("100029", "30", "mg"))
_TREATMENT = Order("300020", "1", "次", TREATMENT, ONCE, 1, OrderKind.TEMPORARY)
_TREATMENT_WARD, _TREATED = "W08", 3
"""Patients for whom the treatment room has a request when the demo begins."""

STAFF = (
    *in_process.STAFF,
    *(
        Account(f"nurse_{ward.lower()}_{number}", f"{ward}护士{number}", "nurse", (ward,))
        for ward in (f"W0{n}" for n in range(1, 9))
        for number in (1, 2)
    ),
)


def occupied() -> dict[str, int]:
    """Patients per ward: 400 of 500 beds."""
    with (seed_data.SEED / "wards.csv").open(encoding="utf-8", newline="") as file:
        return {row["ward_code"]: int(row["occupied_at_80pct"]) for row in csv.DictReader(file)}


def prepared(tell: Callable[[str], None]) -> Path:
    """The prepared hospital; made when it is not there or was made by other code."""
    mark = PREPARED / _MARK
    wanted = _fingerprint()
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return PREPARED
    shutil.rmtree(PREPARED, ignore_errors=True)
    tell("preparing the demo hospital (once, about a minute)")
    _build(PREPARED, tell)
    mark.write_text(wanted, encoding="ascii")
    return PREPARED


def _fingerprint() -> str:
    """Changes when anything does that the hospital is made of."""
    digest = hashlib.sha256()
    for made_by in ("tests/demo/hospital.py", "tests/in_process.py", "tests/scenarios/people.py"):
        digest.update((ROOT / made_by).read_bytes())
    for folder in ("server", "shared/contracts"):
        for path in sorted((ROOT / folder).rglob("*.[pc][ys]*")):
            if path.suffix in {".py", ".csv"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _build(directory: Path, tell: Callable[[str], None]) -> None:
    made = InProcessHospital(directory, DEPARTMENTS, staff=STAFF)
    try:
        _open_for_business(made)
        _set_up_treatment_room(made)
        people = list(_patients())
        for ward in occupied():
            _fill_ward(made, ward, [(bed, details) for home, bed, details in people if home == ward])
            tell(f"  {made.running['ward'].catalog.view.ward_name(ward)}: patients received, orders confirmed")
        for day in (-1, 0):
            _daily_round(made, day, tell)
        problems = made.problems()
        if problems:
            raise AssertionError(f"the books of the demo hospital do not agree: {problems[:5]}")
        made.at(on(1, 9, 30))
    finally:
        made.close()


def _open_for_business(made: InProcessHospital) -> None:
    made.at(on(-2, 8))
    supervisor = made.station("admission", "supervisor")
    for number, cashier in enumerate(("cashier1", "cashier2")):
        for series, prefix in (("receipt", "A"), ("deposit", "Y")):
            first = number * 50000 + 1
            supervisor.draw_receipt_range(series, cashier, f"{prefix}{first:07d}", f"{prefix}{first + 49999:07d}")
    codes = [code for code, item in made.running["pharmacy"].catalog.view.items.items() if item.kind != 3]
    receipts = []
    for index, code in enumerate(codes):
        for batch, months in (("A", 4 + index % 9), ("B", 20)):
            receipts.append(BatchReceipt(code, f"{code}{batch}", D1 + timedelta(days=30 * months), Decimal(3000)))
    made.station("pharmacy", "pharmacist").receive_batches(tuple(receipts), "期初")


def _set_up_treatment_room(made: InProcessHospital) -> None:
    """The simulator stands there, and the demo's console drives it."""
    from shared.qt.app import ORGANIZATION

    device = made.station("tms", "tmsdoc1").register_device(DeviceGiven(SERIAL, "TMS设备", "一号刺激器"))
    settings = made.directory / SETTINGS / ORGANIZATION
    settings.mkdir(parents=True)
    (settings / "his-tms.ini").write_text(f"[tms]\ndevice={device.id}\n", encoding="ascii")


def _patients() -> Iterator[tuple[str, str, PatientDetails]]:
    """(ward, bed, person), the same at every preparation."""
    dice = random.Random(20260302)
    for ward, count in occupied().items():
        for number in range(1, count + 1):
            male = dice.random() < 0.5
            age = dice.randint(1, 13) if ward == "W07" else dice.randint(22, 88)
            born = D1 - timedelta(days=age * 365 + dice.randint(0, 364))
            sex = Sex(int(male))
            name = dice.choice(_SURNAMES) + dice.choice(_GIVEN[sex])
            yield ward, f"{ward}-{number + 1:03d}", PatientDetails(name, sex, born, _id_card(dice, born, male))


def _id_card(dice: random.Random, born: date, male: bool) -> str:
    digits = f"110105{born:%Y%m%d}{dice.randint(10, 99)}{dice.randrange(0, 5) * 2 + int(male)}"
    return digits + check_digit(digits)


def _fill_ward(made: InProcessHospital, ward: str, people: list[tuple[str, PatientDetails]]) -> None:
    """Admit, receive and order for everybody of a ward."""
    cashier = Cashier(made, "cashier2")
    nurse, other = (Nurse(made, f"nurse_{ward.lower()}_{index}") for index in (1, 2))
    answers = ("admission.same_person_likely", "admission.id_card_taken")
    stays = []
    for number, (_, details) in enumerate(people):
        made.at(on(-1, 8) + timedelta(minutes=number))
        stay = cashier.admits(cashier.registers(details, answers), ward)
        cashier.takes_deposit(stay, f"{500 + number % 6 * 300}.00")
        stays.append(stay)
    made.deliver()
    made.at(on(-1, 10))
    standing = [
        Order(code, "1", "日", ROUTINE, QD, group) for group, code in enumerate(("700001", "900004", "800001", "A10001"), 1)
    ]
    treated = _TREATED if ward == _TREATMENT_WARD else 0
    for number, (stay, (bed, _)) in enumerate(zip(stays, people, strict=True)):
        drugs = [Order(code, dose, unit, PO, QD, 5 + index) for index, (code, dose, unit) in enumerate(_DRUGS[: 1 + number % 4])]
        nurse.receives(stay, bed, ward)
        nurse.enters(stay, (*standing, *drugs, *([_TREATMENT] if number < treated else [])), on(-1, 10))
        other.confirms(stay)
    made.deliver()


def _daily_round(made: InProcessHospital, day: int, tell: Callable[[str], None]) -> None:
    """Every ward runs at 10:30, the pharmacy issues."""
    made.at(on(day, 10, 30))
    pharmacist = Pharmacist(made, "dispenser2")
    for ward in occupied():
        nurse = Nurse(made, f"nurse_{ward.lower()}_1")
        for stay in nurse.api.board(ward).stays:
            nurse.runs(stay.stay_id)
        made.deliver()
        pharmacist.dispenses_everything()
        made.deliver()
        tell(f"  day {day}: {made.running['ward'].catalog.view.ward_name(ward)} has run")


def fresh_copy(target: Path, tell: Callable[[str], None]) -> Path:
    """A copy of the prepared hospital to play in, in place of an earlier one. Raises FileExistsError over anything else."""
    if target.exists() and any(target.iterdir()) and not (target / _MARK).exists():
        raise FileExistsError(f"{target} holds something else than a demo hospital; choose an empty folder")
    PREPARED.parent.mkdir(exist_ok=True)
    with (PREPARED.parent / "prepared.lock").open("w") as lock:
        # One makes it, whoever else wants it meanwhile waits; the system lets go of the lock of one that died.
        fcntl.flock(lock, fcntl.LOCK_EX)
        source = prepared(tell)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    return target


def tell_terminal(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
