"""Goals, and the way a ratio is measured: both sides alternate call by call, each round gives one ratio, the median stands."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Action = Callable[[], object]


@dataclass(frozen=True)
class Goal:
    """What is divided by what, and how small the quotient shall be (None: watched only)."""

    name: str
    ratio: str
    must: float | None
    moonshot: float | None


GOALS = (
    Goal(
        "P1", "order sheet of 60 orders, TLS / (raw RPyC TLS answer of the same bytes + raw read of the same rows), p50", 3.0, 1.6
    ),
    Goal("P2", "the same call, p99 / p50", 3.0, 2.0),
    Goal("P3", "200 KB of random bytes through our TLS channel / through RPyC's defaults, p50", 0.1, 0.03),
    Goal("P7", "save one order, audited and durable, TLS / (raw RPyC TLS answer + raw commit of three rows), p50", 2.5, 1.5),
    Goal("P8", "run of 60 patients × 20 orders, one transaction, with every rule / executemany of the same lines", 4.0, 2.0),
    Goal("P8 wire", "the same as a station does it: 60 durable calls over TLS / executemany of everything they stored", None, None),
    Goal("P9", "feed: 1,000 clients, plain, from the word to the last client, p50 / node `ws`", 1.0, 0.85),
    Goal("P10", "the same with permessage-deflate", 0.5, 0.2),
    Goal("P9 100", "P9 with 100 clients", 1.0, 0.85),
    Goal("P9 3000", "P9 with 3,000 clients", 1.0, 0.85),
    Goal("P10 100", "P10 with 100 clients", 0.5, 0.2),
    Goal("P10 3000", "P10 with 3,000 clients", 0.5, 0.2),
    *(
        Goal(f"{name} floor", f"{name}, the gateway / a server that only frames once and writes", None, None)
        for name in ("P9", "P9 100", "P9 3000", "P10", "P10 100", "P10 3000")
    ),
    Goal("P9 CPU", "processor time of the server for it, plain", None, None),
    Goal("P10 CPU", "processor time of the server for it, permessage-deflate", None, None),
    Goal("P11", "feed: 99th percentile of 1,000 clients beside one that does not read / without", 1.2, 1.05),
    Goal("POST", "from POST /prescription-execution to the console / (bare WebSocket echo + bare durable commit), p50", 5.0, None),
    Goal("feed memory", "gateway's memory per idle client / node's", None, None),
    Goal("P15", "bytes of 200 order rows on the wire / stdlib JSON", 0.45, 0.37),
    Goal("P16", "log-in over TLS / bare argon2 verification, p50", 1.1, 1.03),
    Goal("P16 others", "order sheet p99 while eight people log in / without", 3.0, 1.5),
    Goal("P17", "receipt with embedded font / the same words drawn on a bare canvas, p50", 2.0, 1.3),
    Goal("P18", "save one order while 29 stations wait for changes / while none does, p50", None, None),
    Goal("P18 CPU", "processor time of the ward's server for it", None, None),
    Goal("PG list", "P1 on PostgreSQL: TLS / (raw RPyC TLS answer + the same rows by the driver alone)", None, None),
    Goal("PG save", "P7 on PostgreSQL: TLS / (raw RPyC TLS answer + the driver's commit of three rows)", None, None),
    Goal("account", "account of 5,000 charges, TLS / bare SQL sum", None, None),
)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    calls: int
    copies: int
    """How often the 60 × 60 orders of the template ward stand in the database."""
    ward: int
    """Patients of a whole-ward run."""
    charges: int
    feed: int
    """Clients of the feed."""
    crowds: tuple[int, ...] = ()
    """Other numbers of clients that the fan-out is measured with."""


FULL = Size(rounds=7, calls=60, copies=138, ward=60, charges=5000, feed=1000, crowds=(100, 3000))
"""138 copies and the template: 500,400 orders."""
QUICK = Size(rounds=1, calls=5, copies=1, ward=3, charges=200, feed=50)


@dataclass(frozen=True)
class Measured:
    """The ratios of a goal's rounds and the median milliseconds (or bytes) of both sides, for orientation only."""

    name: str
    ratios: tuple[float, ...]
    ours: float
    reference: float

    @property
    def median(self) -> float:
        """The figure that counts."""
        return statistics.median(self.ratios)


def alternate(calls: int, *actions: Action) -> list[list[float]]:
    """Seconds of each call of each action, in turn, after one call each that does not count."""
    for action in actions:
        action()
    seconds: list[list[float]] = [[] for _ in actions]
    for _ in range(calls):
        for taken, action in zip(seconds, actions, strict=True):
            taken.append(timed(action))
    return seconds


def timed(action: Action) -> float:
    """Seconds of one call."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def percentile(values: Sequence[float], percent: float) -> float:
    """Linear between the neighbours."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def against(name: str, size: Size, ours: Action, *reference: Action, calls: int | None = None) -> Measured:
    """p50 of `ours` over the sum of the p50 of the reference's parts."""
    ratios, mine, theirs = [], [], []
    for _ in range(size.rounds):
        own, *parts = (statistics.median(taken) for taken in alternate(calls or size.calls, ours, *reference))
        ratios.append(own / sum(parts))
        mine.append(own * 1000)
        theirs.append(sum(parts) * 1000)
    return Measured(name, tuple(ratios), statistics.median(mine), statistics.median(theirs))


def table(measured: Sequence[Measured]) -> str:
    """The result as Markdown."""
    by_name = {each.name: each for each in measured}
    lines = [
        "| # | ratio | must | moonshot | measured [spread] | ours | reference |",
        "|---|---|---|---|---|---|---|",
    ]
    for goal in (goal for goal in GOALS if goal.name in by_name):
        each = by_name[goal.name]
        spread = f"{each.median:.3g} [{min(each.ratios):.3g}..{max(each.ratios):.3g}]"
        limits = " | ".join("–" if limit is None else f"≤ {limit:g}" for limit in (goal.must, goal.moonshot))
        verdict = _verdict(goal, each.median)
        lines.append(f"| {goal.name} | {goal.ratio} | {limits} | **{spread}** {verdict} | {each.ours:.3g} | {each.reference:.3g} |")
    return "\n".join(lines)


def _verdict(goal: Goal, value: float) -> str:
    if goal.must is None:
        return "watched"
    if goal.moonshot is not None and value <= goal.moonshot:
        return "moonshot"
    return "met" if value <= goal.must else "MISSED"
