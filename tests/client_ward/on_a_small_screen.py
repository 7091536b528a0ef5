"""The ward on a small screen; see `tests.shared.qt.small_screen`."""

from __future__ import annotations

from shared.qt.preview import PreviewDialog
from tests.scenarios.people import JOURNEY_ORDERS, on
from tests.shared.qt.small_screen import dialog_fits, fits, opens, speak


def test_every_page_fits(house, stage) -> None:
    speak()
    stay_id = house.is_treated(1, "W01-001", "500.00")
    ward = stage()
    ward.opens(stay_id)
    for page in opens(ward.shell):
        fits(ward.shell, page)


def test_the_orders_to_be_confirmed_fit(house, stage) -> None:
    speak()
    stay_id = house.lies(1, "W01-001")
    house.nurse.enters(stay_id, JOURNEY_ORDERS, on(1, 10))
    ward = stage()
    ward.opens(stay_id)
    opens(ward.shell)
    ward.page_key("F5")
    dialog = ward.station.orders.confirm_dialog
    dialog_fits(dialog, dialog.confirm)


def test_a_paper_fits(house, stage) -> None:
    speak()
    ward = stage()
    opens(ward.shell)
    ward.shell.page.print_grid(ward.station.orders.add_ons, "附加")
    dialog = next(one for one in ward.shell.findChildren(PreviewDialog))
    dialog_fits(dialog, dialog.print_button, dialog.save_button)
    dialog.reject()
