"""The tables of the archive: how they came to be, step by step, and as they are now."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE orders (
      order_id {text} PRIMARY KEY, version BIGINT NOT NULL, number {text} NOT NULL,
      status {text} NOT NULL, accepted_ms BIGINT NOT NULL, closed_ms BIGINT NOT NULL,
      has_customer INTEGER NOT NULL, words {bytes} NOT NULL, record {bytes} NOT NULL,
      history {bytes} NOT NULL);
    CREATE INDEX orders_by_time ON orders (accepted_ms, order_id);
    CREATE INDEX orders_with_customers ON orders (closed_ms, order_id) WHERE has_customer = 1;
    CREATE TABLE words (
      kind {text} NOT NULL, word {text} NOT NULL, accepted_ms BIGINT NOT NULL,
      order_id {text} NOT NULL REFERENCES orders (order_id),
      PRIMARY KEY (kind, word, accepted_ms, order_id)){packed};
    CREATE TABLE reminders (
      reminder_id {text} PRIMARY KEY, order_id {text} NOT NULL, number {text} NOT NULL,
      customer {bytes} NOT NULL, state {text} NOT NULL, send_ms BIGINT NOT NULL, begun_ms BIGINT,
      content {bytes} NOT NULL);
    CREATE INDEX reminders_by_state ON reminders (state, send_ms, reminder_id);
    CREATE INDEX reminders_by_order ON reminders (order_id, send_ms, reminder_id);
    CREATE TABLE templates (
      template_id {text} PRIMARY KEY, kind {text} NOT NULL, position INTEGER NOT NULL,
      content {bytes} NOT NULL);
    CREATE TABLE opt_outs (
      phone {text} PRIMARY KEY, at_ms BIGINT NOT NULL, content {bytes} NOT NULL);
    CREATE TABLE done (name {text} PRIMARY KEY);
    """,
    """
    ALTER TABLE orders ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX orders_to_count ON orders (order_id) WHERE counted = 0;
    CREATE TABLE preparations (
      order_id {text} NOT NULL, station {text} NOT NULL, product {text} NOT NULL,
      service {text} NOT NULL, since_ms BIGINT NOT NULL, ready_ms BIGINT NOT NULL,
      held_s INTEGER NOT NULL, took_s INTEGER NOT NULL, promised_ms BIGINT, over_s INTEGER,
      PRIMARY KEY (order_id, station, product)){packed};
    CREATE INDEX parts_by_time ON preparations
      (since_ms, station, service, took_s, promised_ms, over_s) WHERE product = '';
    CREATE INDEX products_by_time ON preparations
      (since_ms, station, service, took_s, promised_ms, over_s, product) WHERE product <> '';
    """,
)
"""Each takes the schema one version further; the table `archive_schema` counts them.

One that was released is never changed: a later one alters what it made.
"""

WORDING = {
    "sqlite": {"text": "TEXT", "bytes": "BLOB", "packed": " WITHOUT ROWID"},
    # Else PostgreSQL sorts by the language of its machine, and pages would overlap.
    "postgresql": {"text": 'TEXT COLLATE "C"', "bytes": "BYTEA", "packed": ""},
}
"""What the databases call differently."""

TABLES = MetaData()

orders = Table(
    "orders",
    TABLES,
    Column("order_id", String, primary_key=True),
    Column("version", BigInteger),
    Column("number", String),
    Column("status", String),
    Column("accepted_ms", BigInteger),
    Column("closed_ms", BigInteger),
    Column("has_customer", Integer),
    Column("words", LargeBinary),
    Column("record", LargeBinary),
    Column("history", LargeBinary),
    Column("counted", Integer),
)

words = Table(
    "words",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("word", String, primary_key=True),
    Column("accepted_ms", BigInteger, primary_key=True),
    Column("order_id", String, primary_key=True),
)

reminders = Table(
    "reminders",
    TABLES,
    Column("reminder_id", String, primary_key=True),
    Column("order_id", String),
    Column("number", String),
    Column("customer", LargeBinary),
    Column("state", String),
    Column("send_ms", BigInteger),
    Column("begun_ms", BigInteger),
    Column("content", LargeBinary),
)

templates = Table(
    "templates",
    TABLES,
    Column("template_id", String, primary_key=True),
    Column("kind", String),
    Column("position", Integer),
    Column("content", LargeBinary),
)

opt_outs = Table(
    "opt_outs",
    TABLES,
    Column("phone", String, primary_key=True),
    Column("at_ms", BigInteger),
    Column("content", LargeBinary),
)

preparations = Table(
    "preparations",
    TABLES,
    Column("order_id", String, primary_key=True),
    Column("station", String, primary_key=True),
    Column("product", String, primary_key=True),
    Column("service", String),
    Column("since_ms", BigInteger),
    Column("ready_ms", BigInteger),
    Column("held_s", Integer),
    Column("took_s", Integer),
    Column("promised_ms", BigInteger),
    Column("over_s", Integer),
)
"""Each part that was made, with an empty `product`, and below it each of its products."""

done = Table("done", TABLES, Column("name", String, primary_key=True))
