"""Money and quantities: exact decimals, rounded half-up to the cent once per charge line.

Source: domain rules §2.7 (rounding per line) and §6.2 (uppercase amounts, rules of the People's Bank of China).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
# NUMERIC(18, 2): what a column holds; half of it is still more than any hospital's budget.
MAX_AMOUNT = Decimal("9999999999999.99")


def cents(value: Decimal) -> Decimal:
    """`value` rounded half-up to two places."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def line_amount(quantity: Decimal, price: Decimal) -> Decimal:
    """The amount of one charge line. Every screen, paper and settlement uses this and adds up its results."""
    return cents(quantity * price)


def change_amount(before: Decimal, change: Decimal, price: Decimal) -> Decimal:
    """The amount of a line that changes the quantity charged at `price` from `before` by `change`.

    A line and its reversals always add up to the amount of what is left of it: rounded each by itself, 3 × 0.125 = 0.38 would come
    back in three parts of 0.13 (domain rules 2 §3.1 point 4).
    """
    return line_amount(before + change, price) - line_amount(before, price)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Sum of amounts that are already rounded per line."""
    return sum(amounts, ZERO)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")


def _section(number: int) -> str:
    """Four digits in capitals, inner zeros as one 零: 1007 → 壹仟零柒."""
    text, pending_zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            pending_zero = bool(text)
            continue
        text += ("零" if pending_zero else "") + _DIGITS[digit] + _PLACES[place]
        pending_zero = False
    return text


def _integer(number: int) -> str:
    sections = [number // 10000**index % 10000 for index in range(len(_SECTIONS))]
    text, gap = "", False
    for index in reversed(range(len(_SECTIONS))):
        part = sections[index]
        if part == 0:
            gap = bool(text)
            continue
        if text and (gap or part < 1000):
            text += "零"
        text += _section(part) + _SECTIONS[index]
        gap = False
    return text


def uppercase(amount: Decimal) -> str:
    """The amount in capitals as receipts demand: 586.30 → 伍佰捌拾陆元叁角整.

    `amount` has at most two places and at most 16 digits before the point; negative amounts begin with 负.
    """
    if amount != cents(amount) or abs(amount) >= Decimal(10) ** 16:
        raise ValueError("an amount in capitals has two places and at most 16 digits before the point")
    fen_total = int(abs(amount) * 100)
    yuan, jiao, fen = fen_total // 100, fen_total // 10 % 10, fen_total % 10
    sign = "负" if amount < 0 else ""
    if fen_total == 0:
        return "零元整"
    text = _integer(yuan) + "元" if yuan else ""
    if jiao == 0 and fen == 0:
        return sign + text + "整"
    # 元 digit 0 and 角 not 0: the 零 is optional, and written here; 角 0 and 分 not 0: required.
    if text and (jiao == 0 or yuan % 10 == 0):
        text += "零"
    if jiao:
        text += _DIGITS[jiao] + "角"
    return sign + text + (_DIGITS[fen] + "分" if fen else "整")
