"""The supplementary order at the foot of the check: F2 finds the item, its usage proposes add-ons with a tick (R1.13, R1.38)."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from client_admission.check.presenter import CheckPresenter, Proposal
from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import because
from client_admission.widgets import card
from shared.contracts.admission.types import SupplementaryOrder
from shared.money import cents
from shared.qt import formats, hospital_time
from shared.qt.build import button, horizontal, label, paint, vertical
from shared.qt.editors import LookupEditor, NumberEditor, TodayEditor
from shared.qt.form import Field, Form
from shared.qt.language import term

_MOST = 10000


class SupplementCard(QFrame):
    """Item, quantity, day, usage, add-ons, reason; Enter on the last field charges."""

    def __init__(self, counter: Counter, presenter: CheckPresenter) -> None:
        super().__init__()
        self._presenter, self._counter = presenter, counter
        self._shown: str | None = None
        items = LookupEditor(counter.station.catalogue.items, "items", value_of=lambda entry: entry.code)
        usages = LookupEditor(counter.station.catalogue.usages, "usages", value_of=lambda entry: entry.value.id)
        fields = (
            Field("item_code", term("项目"), items),
            Field("quantity", term("数量"), NumberEditor(4, 0, _MOST)),
            Field("service_date", term("费用日期"), TodayEditor()),
            Field("usage", self.tr("用法"), usages),
            Field("with_add_ons", self.tr("附加收费")),
            Field("reason", self.tr("补充原因")),
        )
        self.form: Form[SupplementaryOrder] = Form(SupplementaryOrder, fields, columns=3)
        self.submit = button(self.tr("补收"), self._charge, primary=True)
        self._amount, self._note = paint(label(), size=18, bold=True), paint(label("", "muted", wrap=True), size=13)
        self._note.setMinimumWidth(230)
        side = vertical(self._amount, self._note, 1, horizontal(1, self.submit), spacing=4)
        row = horizontal(self.form, side, spacing=18)
        row.setStretch(0, 1)
        inner = card(self.tr("补充医嘱（F2 检索项目）"), row, spacing=4)
        self.setLayout(vertical(inner))
        self.form.submitted.connect(self._charge)
        self.form.edited.connect(self._propose)
        self.item = self.form.widget("item_code")
        self.item.chosen_changed.connect(self._take_defaults)
        self.form.widget("usage").chosen_changed.connect(self._tick_add_ons)
        QShortcut(QKeySequence("F2"), self).activated.connect(self._find_item)
        self.clear()

    def follow(self, opened: OpenPatient | None) -> None:
        """Another patient begins with an empty order; news of the same one leave the typed text alone."""
        stay_id = None if opened is None or opened.stay is None else opened.stay.stay_id
        if stay_id != self._shown:
            self._shown = stay_id
            self.clear()
        self._show_possible()

    def clear(self) -> None:
        """An empty order for today."""
        self.form.load({"service_date": hospital_time.today(), "quantity": 1})
        self._propose()

    def show_working(self, working: bool) -> None:
        """Nothing can be pressed while the answer is outstanding."""
        self.submit.setEnabled(not working and not because(self._presenter.why_not_supplement()))

    def _show_possible(self) -> None:
        why_not = because(self._presenter.why_not_supplement())
        self.form.setEnabled(not why_not)
        self.submit.setEnabled(not why_not)
        self.submit.setToolTip(why_not)

    def _find_item(self) -> None:
        if self.form.isEnabled():
            self.item.setFocus()
            self.item.open_popup()

    def _take_defaults(self) -> None:
        """An item brings its usual usage."""
        entry = self.item.chosen()
        if entry is not None:
            usage = self._counter.station.catalogue.usages.by_code(str(entry.value.default_usage))
            self.form.widget("usage").show_entry(usage)
        self._tick_add_ons()

    def _tick_add_ons(self) -> None:
        self.form.widget("with_add_ons").setChecked(bool(self._proposal().add_ons))
        self._propose()

    def _proposal(self) -> Proposal:
        item, usage = self.item.chosen(), self.form.widget("usage").chosen()
        try:
            quantity = formats.read_number(self.form.widget("quantity").text())
        except ValueError:
            quantity = None
        return self._presenter.propose(None if item is None else item.code, quantity, None if usage is None else usage.value.id)

    def _propose(self) -> None:
        """What it comes to at today's price, and what a tick would add."""
        proposal = self._proposal()
        self.form.widget("with_add_ons").setEnabled(bool(proposal.add_ons))
        self._amount.setText("" if proposal.amount is None else "¥ " + formats.money(cents(proposal.amount)))
        notes = []
        if proposal.add_ons:
            names = "、".join(f"{name} ×{formats.quantity(quantity)}" for name, quantity in proposal.add_ons)
            notes.append(self.tr("附加：{names}").format(names=names))
        if proposal.asks_pharmacy:
            notes.append(self.tr("药品须经药房确认后计费"))
        self._note.setText("\n".join(notes))

    def _charge(self) -> None:
        order = self.form.read()
        if order is not None and self.submit.isEnabled():
            self._presenter.supplement(order)
