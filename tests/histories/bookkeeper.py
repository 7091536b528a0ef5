"""What a patient owes, reckoned by somebody who knows the rules and has never seen the product's code.

Days are written down from the orders (F15, F16; domain rules 2 §5), doses from the clock (§2.3), money per line (§2.7). The product
is asked for nothing but its answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from shared import clock

DAY = timedelta(days=1)
CENT = Decimal("0.01")


def money(quantity: Decimal, price: Decimal) -> Decimal:
    """One line: half a cent is rounded up."""
    return (quantity * price).quantize(CENT, ROUND_HALF_UP)


def nine(day: date) -> datetime:
    return clock.at(day, 9)


def next_nine(moment: datetime) -> datetime:
    return nine(clock.local(moment).date() + DAY)


# -- by the day


@dataclass
class DayItem:
    """An order of something charged by the day. `until` is the first day that is not its ward's any more."""

    number: int
    shares: str
    item: str
    price: Decimal
    start: datetime
    stop: datetime | None = None
    until: date | None = None

    def in_force(self, moment: datetime) -> bool:
        return self.start <= moment and (self.stop is None or self.stop > moment)


@dataclass
class Days:
    """The items charged by the day of one patient, and what the runs made of them."""

    orders: list[DayItem] = field(default_factory=list)
    charged: dict[tuple[str, date], DayItem] = field(default_factory=dict)
    settled: set[tuple[str, date]] = field(default_factory=set)

    def owners(self, now: datetime, through: date | None = None) -> dict[tuple[str, date], DayItem]:
        """Whose each day is, as it is known now."""
        found: dict[tuple[str, date], DayItem] = {}
        last = clock.local(now).date() if through is None else through
        for shares in {order.shares for order in self.orders}:
            mine = sorted((each for each in self.orders if each.shares == shares), key=lambda each: (each.start, each.number))
            day = clock.local(mine[0].start).date()
            while day <= last:
                able = [each for each in mine if each.start <= now and (each.until is None or day < each.until)]
                at_nine = [each for each in able if nine(day) <= now and each.in_force(nine(day))]
                began = [each for each in able if clock.local(each.start).date() == day]
                if at_nine or began:
                    found[shares, day] = (at_nine or began)[0]
                day += DAY
        return found

    def run(self, now: datetime, through: date | None = None) -> None:
        """Every day is charged to its owner; what is settled stays."""
        owners = self.owners(now, through)
        kept = {key: item for key, item in self.charged.items() if key in self.settled or (through and key[1] > through)}
        self.charged = owners | kept

    def look_again(self, now: datetime) -> None:
        """A stop was entered: what is another's, or nobody's, is given back; nothing new is charged."""
        owners = self.owners(now)
        self.charged = {key: item for key, item in self.charged.items() if key in self.settled or owners.get(key) is item}

    def total(self) -> Decimal:
        return sum((item.price for item in self.charged.values()), Decimal("0.00"))


# -- by the dose


@dataclass(frozen=True)
class Drug:
    """A member of a line: dose in order units, and how packages are counted (0 exact, 1 per dose, 2 per request)."""

    item: str
    dose: Decimal
    rounding: int
    price: Decimal

    def issued_for(self, doses: int) -> Decimal:
        if self.rounding == 1:
            return self.dose.to_integral_value(ROUND_CEILING) * doses
        needed = self.dose * doses
        return needed.to_integral_value(ROUND_CEILING) if self.rounding == 2 else needed


@dataclass
class Issue:
    """What one run asked for: `doses` of a line, of which `back` have come back."""

    service_date: date
    doses: int
    covers_to: datetime
    state: str = "asked"
    """asked, given, refused, withdrawn, again (asked for once more)."""
    back: int = 0
    settled: bool = False

    @property
    def owed_for(self) -> int:
        return self.doses - self.back if self.state == "given" else 0


@dataclass
class Line:
    """A long-term line of one or more drugs with its add-ons (price per dose)."""

    group: int
    drugs: tuple[Drug, ...]
    add_ons: tuple[Decimal, ...]
    times: tuple[time, ...]
    start: datetime
    stop: datetime | None = None
    covered: datetime | None = None
    issues: list[Issue] = field(default_factory=list)

    def doses(self, opens: datetime, closes: datetime) -> int:
        """Times of day in [opens, closes)."""
        if self.stop is not None:
            closes = min(closes, self.stop)
        days = (clock.local(opens).date() + DAY * number for number in range(max(0, (closes - opens).days + 2)))
        return sum(opens <= clock.at(day, at.hour, at.minute) < closes for day in days for at in self.times)

    def run(self, now: datetime) -> Issue | None:
        """What a run asks the pharmacy for."""
        if self.start > now:
            return None
        last = self.issues[-1] if self.issues else None
        if self.covered is not None and self.covered > now:
            stopped_within = self.stop is not None and self.stop < self.covered
            if last is None or last.state not in ({"refused", "withdrawn"} if stopped_within else {"refused"}):
                return None
            ahead = min(last.doses, self.doses(now, self.covered))
            return self._ask(last, ahead) if ahead else None
        if self.stop is not None and self.stop <= (self.covered or self.start):
            return None
        closes = next_nine(now)
        if self.covered is None:
            first = next_nine(self.start)
            due = min(self.doses(self.start, first), len(self.times)) + self.doses(first, closes)
            days = (clock.local(now).date() - clock.local(self.start).date()).days + 1
        else:
            due = self.doses(self.covered, closes)
            days = (clock.local(now).date() - clock.local(self.covered).date()).days + 1
        due = min(due, days * len(self.times))
        due = min(due, max(len(self.times), self.doses(now, closes)))
        self.covered = closes
        issue = Issue(clock.local(now).date(), due, closes)
        if due:
            self.issues.append(issue)
        return issue if due else None

    def _ask(self, last: Issue, doses: int) -> Issue:
        last.state = "again"
        issue = Issue(last.service_date, doses, last.covers_to)
        self.issues.append(issue)
        return issue

    def stop_at(self, moment: datetime) -> None:
        """Stopped before it would stop by itself: what the pharmacy has not issued goes back whole if it holds doses after it."""
        for issue in self.issues:
            if issue.state == "asked" and self.doses(moment, issue.covers_to):
                issue.state = "withdrawn"
        self.stop = moment

    def total(self) -> Decimal:
        owed = Decimal("0.00")
        for issue in self.issues:
            left = issue.owed_for
            owed += sum((money(self.kept(drug, issue, left), drug.price) for drug in self.drugs if left), Decimal(0))
            owed += sum((money(Decimal(left), price) for price in self.add_ons), Decimal(0))
        return owed

    @staticmethod
    def kept(drug: Drug, issue: Issue, left: int) -> Decimal:
        """What `left` of an issue's doses need stays with the patient."""
        return min(drug.issued_for(issue.doses), drug.issued_for(left)) if left else Decimal(0)
