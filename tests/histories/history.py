"""One patient's random history, lived at the real servers and written down by the bookkeeper."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from shared import clock
from shared.contracts.admission.types import PatientDetails, SettlementMode, Sex
from shared.contracts.pharmacy.types import Refusal
from shared.contracts.ward.types import GroupReversal, OrderKind, OrderRow, Reception
from shared.identifiers import StayId
from shared.rpc import bound
from tests.catalog_data import items
from tests.histories.bookkeeper import DAY, DayItem, Days, Drug, Issue, Line
from tests.in_process import InProcessHospital
from tests.scenarios.people import DRIP, PO, QD, ROUTINE, Cashier, Nurse, Order, Pharmacist

SHARES = {
    "700001": "bed",
    "700002": "bed",
    "700003": "bed",
    "900002": "nursing",
    "900003": "nursing",
    "900004": "nursing",
    "800001": "800001",
    "A10001": "diet",
    "A10002": "diet",
}
"""Items charged by the day, and what each excludes."""
TIMES = {1: (time(8),), 2: (time(8), time(16)), 3: (time(8), time(12), time(16)), 6: (time(8), time(16), time(0))}
"""Times of day of qd, bid, tid, q8h."""
ONE_DOSE_OF_A_DRIP = (Decimal("8.00"), Decimal("2.10"))
"""输液费 and 输液器."""
TABLET, SALINE, CEFUROXIME = "100001", "200041", "200050"
PRICES = {TABLET: Decimal("0.125")}
"""Set for the histories: parts of a line that end in half a cent."""
_ANSWERS = ("ward.orders_running",)


@dataclass
class People:
    """Who works in the hospital."""

    hospital: InProcessHospital
    cashier: Cashier = field(init=False)
    nurse: Nurse = field(init=False)
    checkers: dict[str, Nurse] = field(init=False)
    pharmacist: Pharmacist = field(init=False)

    def __post_init__(self) -> None:
        self.cashier, self.pharmacist = Cashier(self.hospital), Pharmacist(self.hospital)
        self.nurse = Nurse(self.hospital, "headnurse")
        self.checkers = {"W01": Nurse(self.hospital, "nurse1"), "W02": Nurse(self.hospital, "nurse3")}
        self._beds = {ward: itertools.count(1) for ward in self.checkers}

    def bed(self, ward: str) -> str:
        """A bed nobody has lain in."""
        return f"{ward}-{next(self._beds[ward]):03}"


class History:
    """Steps at random hours; a step answers False where it makes no sense now, and another one is taken."""

    def __init__(self, people: People, number: int, begins: datetime) -> None:
        self.people, self.luck, self.number = people, random.Random(number), number
        self.now = begins + timedelta(minutes=self.luck.randrange(24 * 60))
        self.days, self.lines = Days(), list[Line]()
        self.ordered: dict[int, str] = {}
        self.waiting: dict[str, Callable[[str], None]] = {}
        """What the bookkeeper does with the pharmacy's answer, by request."""
        self.ward, self.said, self.settled = "W01", list[str](), Decimal("0.00")
        self._go_to(self.now)
        self.patient_no = people.cashier.registers(PatientDetails(name=f"历{number}", sex=Sex.FEMALE))
        self.stay: StayId = people.cashier.admits(self.patient_no)
        people.cashier.takes_deposit(self.stay, "50000.00")
        people.hospital.deliver()
        self._pass(0, 60)
        people.nurse.receives(self.stay, people.bed("W01"))
        people.hospital.deliver()
        self.admitted = self.now.date()

    # -- telling

    def _go_to(self, moment: datetime) -> None:
        self.now = moment
        self.people.hospital.at(moment)

    def _pass(self, least: int, most: int) -> None:
        self._go_to(self.now + timedelta(minutes=self.luck.randint(max(1, least), max(1, most))))

    def _say(self, what: str) -> None:
        self.said.append(f"{self.now:%d %H:%M} {what}")

    def live(self) -> None:
        """A random life, then the way home."""
        for order in (self.order_days, self.order_days, self.order_drugs):
            order()
        steps = [self.run, self.run, self.answer, self.answer, self.give_back, self.give_back, self.stop]
        steps += [self.order_days, self.order_drugs, self.luck.choice([self.transfer, self.recall, self.settle_in_between])]
        for _ in range(self.luck.randint(5, 12)):
            self._pass(5, 14 * 60)
            while not self.luck.choice(steps)():
                pass
            self.people.hospital.deliver()
        self._pass(5, 16 * 60)
        self.leave()

    # -- steps

    def order_days(self) -> bool:
        item = self.luck.choice(list(SHARES))
        shares = SHARES[item]
        if any(
            each.shares == shares and each.until is None and (each.stop is None or each.stop > self.now)
            for each in self.days.orders
        ):
            return False
        self._enter((Order(item, "1", "日", ROUTINE, QD, 0),))
        self.days.orders.append(DayItem(len(self.days.orders), shares, item, items()[item].price or Decimal(0), self.now))
        return True

    def order_drugs(self) -> bool:
        often = self.luck.choice(list(TIMES))
        if self.luck.random() < 0.5:
            dose = self.luck.choice(["0.5", "1", "1.5", "2"])
            self._enter((Order(TABLET, dose, "片", PO, often, 0),), drugs=(_drug(TABLET, dose),), often=often)
        else:
            orders = (Order(SALINE, "100", "ml", DRIP, often, 0), Order(CEFUROXIME, "0.75", "g", DRIP, often, 0))
            group = 1 + max((row.group_no for row in self._sheet()), default=0)
            orders = tuple(Order(**{**vars(each), "group": group}) for each in orders)
            self._enter(orders, drugs=(_drug(SALINE, "1"), _drug(CEFUROXIME, "1")), often=often)
        return True

    def _enter(self, orders: tuple[Order, ...], drugs: tuple[Drug, ...] = (), often: int = QD) -> None:
        known = {row.order_id for row in self._sheet()}
        self.people.nurse.enters(self.stay, orders, self.now)
        self.people.checkers[self.ward].confirms(self.stay)
        new = [row for row in self._sheet() if row.order_id not in known]
        self._say(f"orders {[row.item_name for row in new]} {new[0].frequency_name}")
        key = new[0].group_no if drugs else -1 - len(self.days.orders)
        self.ordered[key] = new[0].order_id
        if drugs:
            add_ons = ONE_DOSE_OF_A_DRIP if len(drugs) > 1 else ()
            self.lines.append(Line(key, drugs, add_ons, TIMES[often], self.now))

    def _sheet(self) -> tuple[OrderRow, ...]:
        return self.people.nurse.sheet(self.stay)

    def run(self) -> bool:
        result = self.people.nurse.runs(self.stay)
        self._say("run")
        self.days.run(self.now)
        asked = [(line, issue) for line in self.lines if (issue := line.run(self.now)) is not None]
        assert (result.request_id is not None) == bool(asked), "the pharmacy is asked when doses are due"
        if result.request_id is not None:
            self.waiting[result.request_id] = lambda answer: _answered(asked, answer)
        return True

    def answer(self) -> bool:
        """The pharmacy issues or refuses everything of one request."""
        requests = self._requests()
        if not requests:
            return False
        chosen = self.luck.choice(requests)
        lines = tuple(line.line_id for line in self.people.pharmacist.api.request(chosen.request_id).lines.rows if line.state == 1)
        refuse = self.luck.random() < 0.3
        if refuse:
            self.people.pharmacist.api.refuse(chosen.request_id, Refusal(lines, "无货"))
        else:
            self.people.pharmacist.api.dispense(chosen.request_id, lines)
        self._say("pharmacy refuses" if refuse else "pharmacy issues")
        self.waiting[chosen.request_id]("refused" if refuse else "given")
        return True

    def _requests(self) -> list[Any]:
        """What of this patient waits at the pharmacy."""
        return [each for each in self.people.pharmacist.requests() if each.request_id in self.waiting]

    def stop(self) -> bool:
        rows = {row.order_id: row for row in self._sheet()}
        running = [(key, rows[order]) for key, order in self.ordered.items() if rows[order].stop_at is None]
        if not running:
            return False
        key, row = self.luck.choice(running)
        moment = self.now + timedelta(minutes=self.luck.choice([0, 0, 360] if key >= 0 else [0, 0, -30, -240]))
        if moment <= row.start_at:
            return False
        self.people.nurse.api.stop_order(row.order_id, row.version, moment)
        self._say(f"stops {row.item_name} at {moment:%d %H:%M}")
        if key >= 0:
            next(line for line in self.lines if line.group == key).stop_at(moment)
        else:
            self.days.orders[-1 - key].stop = moment
        self.days.look_again(self.now)
        return True

    def give_back(self) -> bool:
        """Some doses were not given; the pharmacy has to take the drugs back."""
        given = [(line, issue) for line in self.lines for issue in line.issues if issue.owed_for and not issue.settled]
        if not given:
            return False
        line, issue = self.luck.choice(given)
        if sum(each.service_date == issue.service_date and each.state != "asked" for each in line.issues) > 1:
            return False
        doses = self.luck.randint(1, issue.owed_for)
        reversal = GroupReversal(self.stay, line.group, OrderKind.LONG_TERM, issue.service_date, doses, "病人拒绝")
        made = self.people.nurse.api.reverse_group(reversal)
        self._say(f"gives {doses} of {issue.service_date:%d} back")
        issue.back += doses
        request = next((each.request_id for each in made if each.is_drug), None)
        if request is not None:
            self.waiting[request] = lambda answer: _returned(issue, doses, answer)
        return True

    def transfer(self) -> bool:
        """To another ward, received at once or a day or two later."""
        ward, declared = ("W02" if self.ward == "W01" else "W01"), self.now
        bound(self.people.nurse.api, answers=_ANSWERS).declare_transfer(self.stay, ward)
        self._say(f"goes to {ward}")
        self._stop_all(declared)
        self.days.run(declared, clock.local(declared).date() - DAY)
        self._last_run(declared)
        self.people.hospital.deliver()
        self._pass(1, self.luck.choice([120, 120, 30 * 60]))
        self.people.nurse.api.receive(self.stay, ward, Reception(self.people.bed(ward), "王医生"))
        self.ward = ward
        self._say("is received")
        self._end_days(clock.local(self.now).date(), held_from=declared)
        self.days.run(self.now)
        return True

    def recall(self) -> bool:
        """Discharge declared, and taken back."""
        declared = self.now
        bound(self.people.nurse.api, answers=_ANSWERS).declare_discharge(self.stay)
        self._say("is to leave")
        ended = self._discharge(declared)
        self.people.hospital.deliver()
        self._pass(1, 240)
        self.people.nurse.api.recall(self.stay)
        self._say("stays after all")
        for order in ended:
            order.until = None
        return True

    def settle_in_between(self) -> bool:
        """阶段结算 of what was charged before a day; what is settled can't be given back any more."""
        cutoff = clock.local(self.now).date() + DAY * self.luck.randint(0, 1)
        covered = {key for key in self.days.charged if key[1] < cutoff} - self.days.settled
        if self._requests() or not covered:
            return False
        self.people.nurse.api.declare_interim(self.stay, cutoff)
        self.people.hospital.deliver()
        self._pass(1, 60)
        self.people.cashier.checks(self.stay)
        self.settled += self.people.cashier.settles(self.stay, SettlementMode.INTERIM).total
        self._say(f"settles what lies before {cutoff:%d}")
        self.days.settled |= covered
        for issue in (issue for line in self.lines for issue in line.issues):
            issue.settled = issue.settled or issue.service_date < cutoff
        return True

    # -- leaving

    def leave(self) -> None:
        """Discharge, the pharmacy's last answers, settlement."""
        bound(self.people.nurse.api, answers=_ANSWERS).declare_discharge(self.stay)
        self._say("leaves")
        self._discharge(self.now)
        self.people.hospital.deliver()
        while self._requests():
            self._pass(1, 30)
            self.answer()
            self.people.hospital.deliver()

    def settle(self) -> Decimal:
        """What the cashier took in all."""
        self.people.cashier.checks(self.stay)
        last: Decimal = self.people.cashier.settles(self.stay, SettlementMode.DISCHARGE).total
        return self.settled + last

    def _stop_all(self, moment: datetime) -> None:
        for line in self.lines:
            if line.stop is None or line.stop > moment:
                line.stop_at(moment)
        for order in self.days.orders:
            if order.stop is None or order.stop > moment:
                order.stop = moment

    def _last_run(self, moment: datetime) -> None:
        asked = [(line, issue) for line in self.lines if (issue := line.run(moment)) is not None]
        self.people.hospital.deliver()
        if asked:
            patients = [each for each in self.people.pharmacist.requests() if each.patient_no == self.patient_no]
            (new,) = {each.request_id for each in patients} - self.waiting.keys()
            self.waiting[new] = lambda answer: _answered(asked, answer)

    def _discharge(self, moment: datetime) -> list[DayItem]:
        """Stopped, ended and run for the last time; answers the orders whose days end with the stay."""
        leaving = clock.local(moment).date()
        self._stop_all(moment)
        ended = self._end_days(leaving + DAY * (leaving == self.admitted))
        self.days.run(moment)
        self._last_run(moment)
        return ended

    def _end_days(self, until: date, held_from: datetime | None = None) -> list[DayItem]:
        """No day from `until` on is these orders'; who waits for another ward keeps what was stopped for that."""
        ended = [each for each in self.days.orders if each.until is None]
        for order in ended:
            order.until = until
            if held_from is not None and order.stop == held_from:
                order.stop = clock.at(until)
        return ended

    def owed(self) -> Decimal:
        """What the bookkeeper says."""
        return self.days.total() + sum((line.total() for line in self.lines), Decimal("0.00"))


def _drug(item: str, dose: str) -> Drug:
    known = items()[item]
    return Drug(item, Decimal(dose), known.rounding, PRICES.get(item, known.price or Decimal(0)))


def _answered(asked: list[tuple[Line, Issue]], answer: str) -> None:
    for _, issue in asked:
        if issue.state == "asked":
            issue.state = answer


def _returned(issue: Issue, doses: int, answer: str) -> None:
    if answer == "refused":
        issue.back -= doses
