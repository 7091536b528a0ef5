"""The catalogue as a station looks things up: items, usages, frequencies, wards, doctors."""

from __future__ import annotations

from collections.abc import Callable

from shared.contracts.common import Frequency, Item, ItemCatalog, Usage, Ward
from shared.qt.lookup import LookupIndex, frequencies_index, items_index, names_index, usages_index


class Catalogue:
    """Empty at first. A newer one is taken over in place, so that fields and grids made before search it too."""

    def __init__(self, data: ItemCatalog | None = None, wanted: Callable[[Item], bool] = lambda _item: True) -> None:
        self.data = data or ItemCatalog(0, (), (), (), (), ())
        self.items = items_index(item for item in self.data.items if wanted(item))
        self.usages, self.frequencies = usages_index(self.data.usages), frequencies_index(self.data.frequencies)
        self.wards = names_index((ward.code, ward.name) for ward in self.data.wards)
        self.doctors = names_index(self.data.doctors)
        self.item_by_code: dict[str, Item] = {item.code: item for item in self.data.items}
        self.usage_by_id: dict[int, Usage] = {usage.id: usage for usage in self.data.usages}
        self.frequency_by_id: dict[int, Frequency] = {frequency.id: frequency for frequency in self.data.frequencies}
        self.ward_by_code: dict[str, Ward] = {ward.code: ward for ward in self.data.wards}

    @property
    def version(self) -> int:
        """0 while the first one is on its way."""
        return self.data.version

    def ward_name(self, code: str) -> str:
        """The ward's name, its code while the catalogue is on its way."""
        return self.ward_by_code[code].name if code in self.ward_by_code else code

    def adopt(self, newer: Catalogue) -> None:
        """Be `newer` from now on."""
        for name, mine in vars(self).items():
            theirs = getattr(newer, name)
            if isinstance(mine, LookupIndex):
                mine.adopt(theirs)
            else:
                setattr(self, name, theirs)


def indexed(found: ItemCatalog | None, wanted: Callable[[Item], bool]) -> Catalogue | None:
    """On the connection's thread: indexing 20,000 items would hold up the window."""
    return None if found is None else Catalogue(found, wanted)
