"""Knows the bot's tables. Refuses to know what a message means.

`window_head`, `body` and `data` hold words: they are sealed (bot/store/seal.py).

Every table that knows a person has a column called `conversation`: forgetting rests on it.
"""

import sqlalchemy as sa

metadata = sa.MetaData()

conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("last_number", sa.Integer, nullable=False),
    # The window: the events from `window_start` on, and the state that came before them.
    sa.Column("window_start", sa.Integer, nullable=False),
    sa.Column("window_head", sa.Text, nullable=False),
    sa.Column("language", sa.String(8)),
    sa.Column("channel", sa.String(32)),
    sa.Column("led", sa.Boolean, nullable=False),
    # True from the hand-over until the desk closes the case: staff get a copy of each message.
    sa.Column("followed", sa.Boolean, nullable=False),
    sa.Column("erased", sa.Boolean, nullable=False),
    # Danger was told: what was said is shown again for the PIN only (its hash), or not at all.
    sa.Column("guarded", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("pin", sa.String(160)),
    sa.Column("updated", sa.Float, nullable=False),
)

event = sa.Table(
    "event",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("message_id", sa.String(80)),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("event_message", "conversation", "message_id", unique=True),
)

feed = sa.Table(
    "feed",
    metadata,
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
    sa.Index("feed_number", "conversation", "number", unique=True),
    sqlite_autoincrement=True,
)

file = sa.Table(
    "file",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

# What a platform that pushes messages (Telegram) needs: its updates until they are answered, how
# far each chat has been told, and the platform's ids of the messages that it would still delete.
seen_update = sa.Table(
    "seen_update",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("time", sa.Float, nullable=False),
)

waiting_update = sa.Table(
    "waiting_update",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("conversation", sa.String(64), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)

chat = sa.Table(
    "chat",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    # Everything up to this number of the conversation has been sent, or was the person's own.
    sa.Column("told", sa.Integer, nullable=False),
    sa.Column("noticed", sa.Boolean, nullable=False),
    # When the platform said that the person has left or blocked the bot; NULL while reachable.
    sa.Column("gone", sa.Float),
)

sent = sa.Table(
    "sent",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
    # `<reply id>/<part>` of a message of ours; empty for one of the person's.
    sa.Column("part", sa.String(96), nullable=False),
    sa.Column("time", sa.Float, nullable=False),
)

# Messages that got no answer or a question back, until their conversation goes; the words stay in
# `event`. `sense` finds alike ones, `near` is the topic that came nearest.
unanswered = sa.Table(
    "unanswered",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sense", sa.String(128), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("near", sa.String(64), nullable=False),
    sa.Column("asked_back", sa.Boolean, nullable=False),
    sa.Column("time", sa.Float, nullable=False),
)

# What is deleted where a conversation goes without a trace.
personal = (file, unanswered, event, feed, waiting_update, chat, sent, conversation)
