"""${message}"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
% if not down_revision:
from server.kernel.schema import create_kernel_tables
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
% if not down_revision:
    create_kernel_tables()
% endif
    ${"\n".join(line for line in (upgrades or "pass").splitlines() if "### " not in line).strip()}
