"""A conversation in which danger was told is shown again only for a PIN."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "conversation",
        sa.Column("guarded", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("conversation", sa.Column("pin", sa.String(160)))
