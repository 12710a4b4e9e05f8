"""The conversation, its events, the feed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("window_start", sa.Integer, nullable=False),
        sa.Column("window_head", sa.Text, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("channel", sa.String(32)),
        sa.Column("led", sa.Boolean, nullable=False),
        sa.Column("followed", sa.Boolean, nullable=False),
        sa.Column("erased", sa.Boolean, nullable=False),
        sa.Column("updated", sa.Float, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(80)),
        sa.Column("time", sa.Float, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("event_message", "event", ["conversation", "message_id"], unique=True)
    op.create_table(
        "feed",
        sa.Column(
            "row",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("time", sa.Float, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("feed_number", "feed", ["conversation", "number"], unique=True)
