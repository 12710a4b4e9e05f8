"""Updates of a platform, how far its chats have been told, what it would still delete."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "seen_update",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("time", sa.Float, nullable=False),
    )
    op.create_table(
        "waiting_update",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "chat",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("noticed", sa.Boolean, nullable=False),
        sa.Column("gone", sa.Float),
    )
    op.create_table(
        "sent",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("part", sa.String(96), nullable=False),
        sa.Column("time", sa.Float, nullable=False),
    )
