"""Client data sets: what people edit travels as packets and comes back as deltas (requirement T4; the source's MIDAS).

`ClientDataSet` holds the rows of one grid with the user's changes beside them; `DraftStore` keeps what was not sent yet (T2).
"""

from shared.dataset.client_data_set import NEW, ClientDataSet
from shared.dataset.drafts import DraftName, DraftStore, PendingDelta, default_directory
from shared.dataset.reconcile import Reconcile
from shared.dataset.view import RowStatus, RowView

__all__ = [
    "NEW",
    "ClientDataSet",
    "DraftName",
    "DraftStore",
    "PendingDelta",
    "Reconcile",
    "RowStatus",
    "RowView",
    "default_directory",
]
