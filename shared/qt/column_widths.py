"""How wide columns are until their user drags them: as wished, wide enough for their title and words, fitted to the view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.qt.table import Column

CELL_PADDING_PX = 22
_SHORT_WORD_PX = 72
"""Words up to here are never cut."""
_ELASTIC_KEEPS = 0.75, 0.45
"""Parts of its width that an elastic column keeps in a narrow view and in a very narrow one."""


def fitted(
    columns: Sequence[Column], heads: Sequence[int], text_width: Callable[[str], int], room: int | None, needs: Sequence[int]
) -> list[int]:
    """Widths in pixels. `heads` are the widths of the titles, `room` the view's; None while it is not on screen. `needs` is what
    cells need that were seen so far.

    Where room is short, elastic columns and long words give way, in two steps. Numbers and times are never cut: what still lacks is
    scrolled.
    """
    words = [max((text_width(each) + CELL_PADDING_PX for each in column.words), default=0) for column in columns]
    widths = [max(column.width, *least) for column, *least in zip(columns, heads, words, needs, strict=True)]
    if room is None:
        return widths
    for keeps, wished in zip(_ELASTIC_KEEPS, (True, False), strict=True):
        floors = []
        for column, head, word, need, width in zip(columns, heads, words, needs, widths, strict=True):
            if column.elastic:
                floors.append(max(head, round(keeps * column.width), need))
            elif column.words:
                floors.append(max(head, min(word, _SHORT_WORD_PX), column.width if wished else 0))
            else:
                floors.append(width)
        widths = _shrunk(widths, floors, room)
    return widths


def _shrunk(widths: list[int], floors: Sequence[int], room: int) -> list[int]:
    """`widths` brought down to `room`, each by the same part of what it is above its floor."""
    lack = sum(widths) - room
    spare = [max(0, width - floor) for width, floor in zip(widths, floors, strict=True)]
    if lack <= 0 or not any(spare):
        return widths
    share = min(1.0, lack / sum(spare))
    # Rounded up: a pixel too little room would bring a scroll bar.
    return [width - min(slack, -int(-share * slack // 1)) for width, slack in zip(widths, spare, strict=True)]
