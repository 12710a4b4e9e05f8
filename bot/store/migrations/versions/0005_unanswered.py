"""Messages that got no answer, for coordinators: what they are about, never their words."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sense", sa.String(128), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("near", sa.String(64), nullable=False),
        sa.Column("asked_back", sa.Boolean, nullable=False),
        sa.Column("time", sa.Float, nullable=False),
    )
