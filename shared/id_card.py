"""What an 18-digit identity number (居民身份证号码, GB 11643) says: check digit, birthday, sex. Source: domain rules §5.3, §3.2."""

from __future__ import annotations

from datetime import date

from shared.text import identity

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def plain(id_card: str) -> str:
    """A number as it is stored and compared, however it was typed."""
    return identity(id_card).upper()


def check_digit(id_card: str) -> str:
    """Check digit of an id card number by ISO 7064 mod 11-2: 11010519491231002X ends in X."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, id_card[:17], strict=True))
    return _CHECK_DIGITS[weighted % 11]


def well_formed(id_card: str) -> bool:
    """Whether these are 17 digits and a check character, right or wrong."""
    body = id_card[:17]
    return len(id_card) == 18 and body.isascii() and body.isdigit() and id_card[17] in "0123456789X"


def is_plausible(id_card: str) -> bool:
    """Whether the number has the right form and its check digit."""
    return well_formed(id_card) and check_digit(id_card) == id_card[17]


def says_male(id_card: str) -> bool:
    """The sex a well-formed number carries: its 17th digit is odd for men."""
    return int(id_card[16]) % 2 == 1


def born_on(id_card: str) -> date | None:
    """The birthday a number carries, None when it carries none."""
    try:
        return date(int(id_card[6:10]), int(id_card[10:12]), int(id_card[12:14]))
    except ValueError:
        return None


def mask(id_card: str) -> str:
    """Birth date and serial hidden: 110105********002X."""
    return f"{id_card[:6]}{'*' * (len(id_card) - 10)}{id_card[-4:]}" if len(id_card) > 10 else "*" * len(id_card)
