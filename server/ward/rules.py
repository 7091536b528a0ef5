"""Quantities of orders: doses in order units, what is issued, add-ons of a group, what may be reversed; and a patient's age.

Pure decisions; quantities count order units (片, 支, 次 …). Source: domain rules §2.4 (add-ons), §2.5 (rounding), §2.6 (reversal);
requirement rows R2.3, R2.U, R1.14.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from shared.contracts.common import Item, LineKind, LineState, Quantity, Usage
from shared.contracts.ward.errors import DoseUnitUnknown, LineNotReversible, LinesSettled, ReversalTooMuch

NOTHING: Final = Decimal(0)
_FOUR_PLACES: Final = Decimal("0.0001")
# A converted dose is off by at most this much; a ceiling must not open another package for it (2/3 tablet, three times, is two).
_CONVERSION_NOISE: Final = Decimal("0.00005")

# Dose unit → (what it measures, how many of the smallest unit of its kind it is).
_UNITS: Final = {
    "ug": ("mass", Decimal(1)),
    "μg": ("mass", Decimal(1)),
    "mg": ("mass", Decimal(1000)),
    "g": ("mass", Decimal(1_000_000)),
    "u": ("activity", Decimal(1)),
    "万u": ("activity", Decimal(10_000)),
    "ml": ("volume", Decimal(1)),
}
_SPEC_VOLUME: Final = re.compile(r"^(\d+(?:\.\d+)?)ml(?![a-z])", re.IGNORECASE)

ROUND_PER_DOSE: Final = 1
ROUND_PER_REQUEST: Final = 2
ROUND_PER_PATIENT: Final = 3


def dose_in_units(dose: Decimal, dose_unit: str, item: Item) -> Quantity:
    """`dose` in order units of `item`, four decimals: 6 u of insulin 10ml:400u is 0.015 支.

    Raises DoseUnitUnknown when the strength, or for ml the volume in the specification, does not lead to the order unit.
    """
    unit = dose_unit.strip()
    if unit == item.unit:
        return dose.quantize(_FOUR_PLACES, ROUND_HALF_UP)
    for strength, strength_unit in ((item.strength, item.strength_unit), _volume(item)):
        given, contained = _UNITS.get(unit.lower()), _UNITS.get((strength_unit or "").lower())
        if strength and given and contained and given[0] == contained[0]:
            return (dose * given[1] / (strength * contained[1])).quantize(_FOUR_PLACES, ROUND_HALF_UP)
    raise DoseUnitUnknown(unit=dose_unit, order_unit=item.unit)


def _volume(item: Item) -> tuple[Decimal | None, str | None]:
    """Millilitres in one order unit: the specification of a solution begins with them (10ml:1g, 100ml)."""
    found = _SPEC_VOLUME.match(item.spec)
    return (Decimal(found.group(1)), "ml") if found else (None, None)


def issue_quantity(dose_units: Quantity, administrations: int, rounding: int, in_hand: Quantity = NOTHING) -> Quantity:
    """What is issued and charged for `administrations` doses by the drug's `rounding` (§2.5).

    0: exactly what is given. 1: whole packages for each dose (ampoules). 2: whole packages for the request (tablets).
    3: whole vials for the patient; `in_hand` is what earlier vials of this order still hold, so one that lasts is charged once.
    """
    if rounding == ROUND_PER_DOSE:
        return _whole(dose_units, 1) * administrations
    needed = dose_units * administrations
    if rounding == ROUND_PER_REQUEST:
        return _whole(needed, administrations)
    if rounding == ROUND_PER_PATIENT:
        return _whole(needed - in_hand, administrations)
    return needed


def _whole(quantity: Quantity, doses: int) -> Quantity:
    return max(NOTHING, (quantity - _CONVERSION_NOISE * doses).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class AddOnQuantity:
    """An add-on of a group and its quantity for one administration."""

    item_code: str
    quantity: Quantity


def add_ons_for_group(usage: Usage, members: int) -> tuple[AddOnQuantity, ...]:
    """Add-ons that `usage` brings to a group of `members` orders: per group once, per order once for each member (§2.4).

    Hourly add-ons (the pump's running hours) are not proposed: hourly items can't be ordered in this version.
    """
    quantities: dict[str, Quantity] = {}
    for add_on in usage.add_ons:
        if not add_on.hourly:
            share = add_on.quantity * (1 if add_on.per_group else members)
            quantities[add_on.item_code] = quantities.get(add_on.item_code, NOTHING) + share
    return tuple(AddOnQuantity(code, quantity) for code, quantity in quantities.items())


def check_line_reversible(kind: LineKind, state: LineState, *, settled: bool) -> None:
    """A line can be reversed once it is money and not settled. Raises LineNotReversible, LinesSettled."""
    if kind == LineKind.REVERSAL:
        raise LineNotReversible(line_kind=kind)
    if state != LineState.CONFIRMED:
        raise LineNotReversible(state=state)
    if settled:
        raise LinesSettled()


def reversible(original: Quantity, reversed_so_far: Quantity, wanted: Quantity) -> Quantity:
    """`wanted`, when all reversals of a line together stay within its quantity (§2.6). Raises ReversalTooMuch."""
    left = original - reversed_so_far
    if not NOTHING < wanted <= left:
        raise ReversalTooMuch(left=left)
    return wanted


def returned_quantity(
    quantity: Quantity, administrations: int, reversed_so_far: int, wanted: int, rounding: int = 0, dose: Quantity | None = None
) -> Quantity:
    """How much of a line of `administrations` comes back when `wanted` more of them are reversed (§2.6).

    Of a drug issued in whole packages what the remaining administrations of `dose` order units need stays with the patient: half a
    tablet three times is two, and one that is not given brings one back. Everything else is proportional; the last administration
    brings back the rest. Raises ReversalTooMuch.
    """
    left = administrations - reversed_so_far
    if not 0 < wanted <= left:
        raise ReversalTooMuch(left=Decimal(left))

    def kept(remaining: int) -> Quantity:
        if dose is not None and rounding and 0 < remaining < administrations:
            return min(quantity, issue_quantity(dose, remaining, rounding))
        return (quantity * remaining / administrations).quantize(_FOUR_PLACES, ROUND_HALF_UP)

    return kept(left) - kept(left - wanted)
