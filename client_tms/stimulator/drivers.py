"""Which machines this station can drive: the simulator, and whatever is installed as `inpatient_his.stimulators`.

An entry point names a callable that takes the connection text of `--stimulator name:connection` and answers a `Stimulator`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from client_tms.stimulator.interface import Stimulator
from client_tms.stimulator.simulator import Simulator

GROUP = "inpatient_his.stimulators"
SIMULATOR = "simulator"


def available() -> tuple[str, ...]:
    """Names for `--stimulator`."""
    return (SIMULATOR, *sorted(point.name for point in entry_points(group=GROUP)))


def make(wanted: str, speed: float = 1.0) -> Stimulator:
    """The machine called `name` or `name:connection`. `speed` is the simulator's only. Raises KeyError for an unknown name."""
    name, _, connection = wanted.partition(":")
    if name == SIMULATOR:
        return Simulator(speed)
    driver: Callable[[str], Stimulator] = entry_points(group=GROUP)[name].load()
    return driver(connection)
