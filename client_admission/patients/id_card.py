"""What an id card number says of its holder (GB 11643, check digit ISO 7064 mod 11-2; domain rules §5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.contracts.admission.types import Sex
from shared.id_card import born_on, is_plausible, says_male


@dataclass(frozen=True, slots=True)
class Holder:
    """Birthday and sex."""

    birth_date: date
    sex: Sex


def holder_of(id_card: str) -> Holder | None:
    """Birthday and sex of a complete and correct number; None for any other, which the server asks about."""
    number = id_card.strip().upper()
    born = born_on(number) if is_plausible(number) else None
    return None if born is None else Holder(born, Sex.MALE if says_male(number) else Sex.FEMALE)
