"""What an id card number says of its holder (GB 11643, check digit ISO 7064 mod 11-2; domain rules §5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.contracts.admission.types import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Holder:
    """Birthday and sex."""

    birth_date: date
    sex: Sex


def holder_of(id_card: str) -> Holder | None:
    """Birthday and sex of a complete and correct number; None for any other, which the server asks about."""
    number = id_card.strip().upper()
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return None
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    if _CHECK_DIGITS[weighted % 11] != number[17]:
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return Holder(born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
