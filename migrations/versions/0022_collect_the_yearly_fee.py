"""Collect the yearly fee: charges, orders, receipts, and moves of money no UPDATE can change."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SQLITE_TRIGGER = """
CREATE TRIGGER ledger_move_no_{verb} BEFORE {verb} ON ledger_move
BEGIN SELECT RAISE(ABORT, 'money is moved back by a move'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'money is moved back by a move'; END $$
"""
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER ledger_move_no_change BEFORE UPDATE OR DELETE ON ledger_move
    FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()
    """,
    """
    CREATE TRIGGER ledger_move_no_truncate BEFORE TRUNCATE ON ledger_move
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()
    """,
)
OVERDRAWN = """
SELECT coalesce(sum(CASE WHEN to_book = NEW.from_book THEN amount ELSE -amount END), 0)
FROM ledger_move WHERE unit_id = NEW.unit_id AND NEW.from_book IN (from_book, to_book)
"""
SQLITE_PROVIDERS_TRIGGER = f"""
CREATE TRIGGER ledger_move_of_a_provider BEFORE INSERT ON ledger_move
WHEN NEW.from_book IN ('vnpay', 'momo') AND NEW.amount > ({OVERDRAWN})
BEGIN SELECT RAISE(ABORT, 'a provider does not hold so much'); END
"""
POSTGRESQL_PROVIDERS = (
    f"""
    CREATE FUNCTION refuse_overdrawn_provider() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM 1 FROM fee_unit WHERE id = NEW.unit_id FOR NO KEY UPDATE;
    IF NEW.amount > ({OVERDRAWN}) THEN
    RAISE EXCEPTION 'a provider does not hold so much' USING ERRCODE = 'check_violation';
    END IF; RETURN NEW; END $$
    """,
    """
    CREATE TRIGGER ledger_move_of_a_provider BEFORE INSERT ON ledger_move
    FOR EACH ROW WHEN (NEW.from_book IN ('vnpay', 'momo'))
    EXECUTE FUNCTION refuse_overdrawn_provider()
    """,
)
# A provider sends back only what it collected itself.
NOT_COLLECTED = """
EXISTS (SELECT 1 FROM fee_arrival WHERE id = NEW.arrival_id AND provider NOT IN ('vnpay', 'momo'))
"""
SQLITE_RETURN_TRIGGER = f"""
CREATE TRIGGER fee_return_sent_from_{{name}} BEFORE {{verb}} ON fee_return
WHEN NEW.sent_from = 'provider' AND {NOT_COLLECTED}
BEGIN SELECT RAISE(ABORT, 'this provider collected nothing'); END
"""
SENT_FROM = {"first": "INSERT", "then": "UPDATE OF sent_from, arrival_id"}
POSTGRESQL_RETURNS = (
    f"""
    CREATE FUNCTION refuse_foreign_sender() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {NOT_COLLECTED} THEN
    RAISE EXCEPTION 'this provider collected nothing' USING ERRCODE = 'check_violation';
    END IF; RETURN NEW; END $$
    """,
    """
    CREATE TRIGGER fee_return_sent_from BEFORE INSERT OR UPDATE OF sent_from, arrival_id
    ON fee_return FOR EACH ROW WHEN (NEW.sent_from = 'provider')
    EXECUTE FUNCTION refuse_foreign_sender()
    """,
)
# What a receipt says the day it is written; all else of it may come later, once.
SAID_ON_A_RECEIPT = (
    "unit_id, year, number, order_id, payer, amount, method, staff_id, collector, issued_at,"
    " unit_name, unit_address, unit_tax_code"
)
OF_THE_ANNULMENT = "annulled_at, annulled_by, annulled_why"
SAID_OF_A_CHARGE = "id, receipt_id, full_name, amount, paid_at"
# Two entries of one person that are merged, or parted again, have a charge of that year each.
ANOTHER_YEAR = """
(SELECT year FROM fee_charge WHERE id = NEW.charge_id)
<> (SELECT year FROM fee_charge WHERE id = OLD.charge_id)
"""
AS_WRITTEN = "a receipt stays as it was written"
# Table, name, verb, and when the verb is refused if not always.
RECEIPT_REFUSALS = (
    ("fee_receipt", "change", f"UPDATE OF {SAID_ON_A_RECEIPT}", "true"),
    ("fee_receipt", "deletion", "DELETE", "true"),
    (
        "fee_receipt",
        "other_number",
        "UPDATE OF official_number",
        "OLD.official_number IS NOT NULL",
    ),
    ("fee_receipt", "return", f"UPDATE OF {OF_THE_ANNULMENT}", "OLD.annulled_at IS NOT NULL"),
    ("fee_charge_payment", "change", f"UPDATE OF {SAID_OF_A_CHARGE}", "true"),
    ("fee_charge_payment", "deletion", "DELETE", "true"),
    ("fee_charge_payment", "return", "UPDATE OF reversed_at", "OLD.reversed_at IS NOT NULL"),
)
RECEIPT_SQLITE_TRIGGER = f"""
CREATE TRIGGER {{table}}_no_{{name}} BEFORE {{verb}} ON {{table}} WHEN {{refused}}
BEGIN SELECT RAISE(ABORT, '{AS_WRITTEN}'); END
"""
RECEIPT_POSTGRESQL_FUNCTIONS = (
    f"""
    CREATE FUNCTION refuse_receipt_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{AS_WRITTEN}'; END $$
    """,
    f"""
    CREATE FUNCTION refuse_another_year() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF {ANOTHER_YEAR} THEN RAISE EXCEPTION '{AS_WRITTEN}'; END IF; RETURN NEW; END $$
    """,
)
RECEIPT_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table}
FOR EACH ROW WHEN ({refused}) EXECUTE FUNCTION refuse_receipt_change()
"""
RECEIPT_POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER fee_charge_payment_no_other_year BEFORE UPDATE OF charge_id
    ON fee_charge_payment FOR EACH ROW EXECUTE FUNCTION refuse_another_year()
    """,
    *(
        f"""
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_receipt_change()
        """
        for table in ("fee_receipt", "fee_charge_payment")
    ),
)


def _receipts_stay_as_written() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    refusals: tuple[tuple[str, str, str, str], ...] = RECEIPT_REFUSALS
    if is_sqlite:
        other_year = ("fee_charge_payment", "other_year", "UPDATE OF charge_id", ANOTHER_YEAR)
        refusals = (*RECEIPT_REFUSALS, other_year)
    else:
        for function in RECEIPT_POSTGRESQL_FUNCTIONS:
            op.execute(function)
        for trigger in RECEIPT_POSTGRESQL_TRIGGERS:
            op.execute(trigger)
    statement = RECEIPT_SQLITE_TRIGGER if is_sqlite else RECEIPT_POSTGRESQL_TRIGGER
    for table, name, verb, refused in refusals:
        op.execute(statement.format(table=table, name=name, verb=verb, refused=refused))


# What a second person looked at, what they said of it, and which money it shows.
AS_BROUGHT = "a statement stays as it was brought"
# A statement says how many rows it has; once they are all there, it gets no other.
HAS_ALL_ROWS = """
(SELECT count(*) FROM fee_statement_row WHERE statement_id = NEW.statement_id)
>= (SELECT fee_statement.new + fee_statement.known FROM fee_statement WHERE id = NEW.statement_id)
"""
STATEMENT_REFUSALS = (
    ("fee_statement_row", "change", "UPDATE", "true"),
    ("fee_statement_row", "deletion", "DELETE", "true"),
    ("fee_statement_line", "change", "UPDATE", "true"),
    ("fee_statement_line", "deletion", "DELETE", "true"),
    ("fee_statement", "deletion", "DELETE", "true"),
    (
        "fee_statement",
        "other_count",
        "UPDATE OF new, known",
        "NEW.new + NEW.known <> OLD.new + OLD.known",
    ),
    (
        "fee_statement",
        "change",
        "UPDATE OF id, unit_id, sha256, refused, brought_by, brought_at",
        "true",
    ),
    (
        "fee_statement",
        "other_word",
        "UPDATE OF state, decided_by, decided_at",
        "OLD.state <> 'waiting'",
    ),
)
STATEMENT_SQLITE_TRIGGER = f"""
CREATE TRIGGER {{table}}_no_{{name}} BEFORE {{verb}} ON {{table}} WHEN {{refused}}
BEGIN SELECT RAISE(ABORT, '{AS_BROUGHT}'); END
"""
STATEMENT_POSTGRESQL_FUNCTIONS = (
    f"""
    CREATE FUNCTION refuse_statement_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{AS_BROUGHT}' USING ERRCODE = 'check_violation'; END $$
    """,
    f"""
    CREATE FUNCTION refuse_another_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {HAS_ALL_ROWS} THEN
    RAISE EXCEPTION '{AS_BROUGHT}' USING ERRCODE = 'check_violation';
    END IF; RETURN NEW; END $$
    """,
)
STATEMENT_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table}
FOR EACH ROW WHEN ({refused}) EXECUTE FUNCTION refuse_statement_change()
"""
STATEMENT_POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER fee_statement_row_no_other BEFORE INSERT ON fee_statement_row
    FOR EACH ROW EXECUTE FUNCTION refuse_another_row()
    """,
    *(
        f"""
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_statement_change()
        """
        for table in ("fee_statement", "fee_statement_row", "fee_statement_line")
    ),
)


def _statements_stay_as_brought() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    refusals: tuple[tuple[str, str, str, str], ...] = STATEMENT_REFUSALS
    if is_sqlite:
        refusals = (*STATEMENT_REFUSALS, ("fee_statement_row", "other", "INSERT", HAS_ALL_ROWS))
    else:
        for statement in (*STATEMENT_POSTGRESQL_FUNCTIONS, *STATEMENT_POSTGRESQL_TRIGGERS):
            op.execute(statement)
    trigger = STATEMENT_SQLITE_TRIGGER if is_sqlite else STATEMENT_POSTGRESQL_TRIGGER
    for table, name, verb, refused in refusals:
        op.execute(trigger.format(table=table, name=name, verb=verb, refused=refused))


def upgrade() -> None:
    _create_tables()
    _statements_stay_as_brought()
    _receipts_stay_as_written()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_TRIGGER.format(verb=verb))
        op.execute(SQLITE_PROVIDERS_TRIGGER)
        for name, verb in SENT_FROM.items():
            op.execute(SQLITE_RETURN_TRIGGER.format(name=name, verb=verb))
        return
    op.execute(POSTGRESQL_FUNCTION)
    for trigger in (*POSTGRESQL_TRIGGERS, *POSTGRESQL_PROVIDERS, *POSTGRESQL_RETURNS):
        op.execute(trigger)


def _create_tables() -> None:
    op.create_table(
        "fee_unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("tax_code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_unit")),
        sa.UniqueConstraint("commune", name=op.f("uq_fee_unit_commune")),
        sa.UniqueConstraint("prefix", name=op.f("uq_fee_unit_prefix")),
    )
    op.create_table(
        "fee_receipt_counter",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_receipt_counter_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "year", name=op.f("pk_fee_receipt_counter")),
    )
    op.create_table(
        "cash_box",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_cash_box_held")),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["staff_member.id"], name=op.f("fk_cash_box_holder_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_cash_box_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "holder_id", name=op.f("pk_cash_box")),
    )
    op.create_table(
        "cash_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("counted = expected OR note <> ''", name=op.f("ck_cash_day_note")),
        sa.CheckConstraint("expected >= 0 AND counted >= 0", name=op.f("ck_cash_day_amounts")),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["staff_member.id"], name=op.f("fk_cash_day_holder_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_cash_day_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_day")),
        sa.UniqueConstraint(
            "unit_id", "holder_id", "day", name=op.f("uq_cash_day_unit_id_holder_id_day")
        ),
    )
    op.create_table(
        "cash_handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("taker_id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("claimed", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "counted",
                "withdrawn",
                name="handover_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "claimed IS NULL"
            " OR claimed BETWEEN 0 AND said AND (counted IS NULL OR counted = claimed)",
            name=op.f("ck_cash_handover_claimed"),
        ),
        sa.CheckConstraint(
            "(witness_id IS NOT NULL) = (claimed IS NOT NULL AND state = 'counted')",
            name=op.f("ck_cash_handover_witnessed"),
        ),
        sa.CheckConstraint(
            "witness_id IS NULL OR witness_id <> giver_id AND witness_id <> taker_id",
            name=op.f("ck_cash_handover_three_people"),
        ),
        sa.ForeignKeyConstraint(
            ["witness_id"], ["staff_member.id"], name=op.f("fk_cash_handover_witness_id")
        ),
        sa.CheckConstraint(
            "(state = 'counted') = (counted IS NOT NULL)",
            name=op.f("ck_cash_handover_state_counted"),
        ),
        sa.CheckConstraint(
            "(state = 'offered') = (closed_at IS NULL)", name=op.f("ck_cash_handover_closed")
        ),
        sa.CheckConstraint(
            "counted IS NULL OR counted BETWEEN 0 AND said", name=op.f("ck_cash_handover_counted")
        ),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_cash_handover_two_people")),
        sa.CheckConstraint("said > 0", name=op.f("ck_cash_handover_said")),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["staff_member.id"], name=op.f("fk_cash_handover_giver_id")
        ),
        sa.ForeignKeyConstraint(
            ["taker_id"], ["staff_member.id"], name=op.f("fk_cash_handover_taker_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["fee_unit.id"], name=op.f("fk_cash_handover_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_handover")),
    )
    op.create_index(
        "ix_cash_handover_giver_id", "cash_handover", ["giver_id", "offered_at"], unique=False
    )
    op.create_index(
        "ix_cash_handover_taker_id", "cash_handover", ["taker_id", "offered_at"], unique=False
    )
    op.create_index(
        "uq_cash_handover_waiting",
        "cash_handover",
        ["unit_id", "giver_id", "taker_id"],
        unique=True,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_table(
        "fee_exemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "poor_household",
                "under_six",
                "other",
                name="exemption_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("until_year", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_fee_exemption_end")
        ),
        sa.CheckConstraint("from_year <= until_year", name=op.f("ck_fee_exemption_years")),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["staff_member.id"], name=op.f("fk_fee_exemption_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["staff_member.id"], name=op.f("fk_fee_exemption_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_fee_exemption_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_exemption")),
    )
    op.create_index("ix_fee_exemption_person_id", "fee_exemption", ["person_id"], unique=False)
    op.create_table(
        "fee_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "transfer",
                "vnpay",
                "momo",
                "cash",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "paid",
                "expired",
                "cancelled",
                name="order_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("by_staff", sa.Uuid(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (closed_at IS NULL)", name=op.f("ck_fee_order_closed")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_order_amount")),
        sa.CheckConstraint(
            "by_person IS NULL OR by_staff IS NULL", name=op.f("ck_fee_order_one_orderer")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_fee_order_by_person")),
        sa.ForeignKeyConstraint(
            ["by_staff"], ["staff_member.id"], name=op.f("fk_fee_order_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_fee_order_household_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_order")),
        sa.UniqueConstraint("memo", name=op.f("uq_fee_order_memo")),
    )
    op.create_index(
        "ix_fee_order_household_id", "fee_order", ["household_id", "ordered_at"], unique=False
    )
    op.create_index(
        "ix_fee_order_unit_id", "fee_order", ["unit_id", "state", "ordered_at"], unique=False
    )
    op.create_table(
        "fee_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "confirmed",
                "refused",
                name="statement_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "new >= 0 AND known >= 0 AND refused >= 0", name=op.f("ck_fee_statement_counts")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_fee_statement_decision"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by <> brought_by",
            name=op.f("ck_fee_statement_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["brought_by"], ["staff_member.id"], name=op.f("fk_fee_statement_brought_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_fee_statement_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_statement_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_statement")),
    )
    op.create_index(
        "uq_fee_statement_file",
        "fee_statement",
        ["unit_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.create_index(
        "ix_fee_statement_unit_id",
        "fee_statement",
        ["unit_id", "state", "brought_at"],
        unique=False,
    )
    op.create_table(
        "fee_statement_row",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_statement_row_amount")),
        sa.CheckConstraint('"row" > 0 AND copy > 0', name=op.f("ck_fee_statement_row_counted")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["fee_statement.id"], name=op.f("fk_fee_statement_row_statement_id")
        ),
        sa.PrimaryKeyConstraint("statement_id", "row", name=op.f("pk_fee_statement_row")),
    )
    op.create_table(
        "fee_statement_refusal",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.CheckConstraint('"rows" > 0', name=op.f("ck_fee_statement_refusal_rows")),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["fee_statement.id"],
            name=op.f("fk_fee_statement_refusal_statement_id"),
        ),
        sa.PrimaryKeyConstraint("statement_id", "reason", name=op.f("pk_fee_statement_refusal")),
    )
    op.create_table(
        "fee_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_fee_terms_amount")),
        sa.CheckConstraint("year BETWEEN 2020 AND 2100", name=op.f("ck_fee_terms_year")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["staff_member.id"], name=op.f("fk_fee_terms_entered_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_terms_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_terms")),
    )
    op.create_index("ix_fee_terms_unit_id", "fee_terms", ["unit_id", "year", "id"], unique=False)
    op.create_table(
        "fee_unit_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("bin", sa.String(), nullable=False),
        sa.Column("bank_name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["staff_member.id"], name=op.f("fk_fee_unit_account_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_unit_account_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_unit_account")),
    )
    op.create_index(
        "ix_fee_unit_account_unit_id", "fee_unit_account", ["unit_id", "id"], unique=False
    )
    op.create_table(
        "ledger_move",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "from_book",
            sa.Enum(
                "fees",
                "cash",
                "bank",
                "unplaced",
                "vnpay",
                "momo",
                "deposits",
                "charges",
                name="from_book",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_holder", sa.Uuid(), nullable=True),
        sa.Column(
            "to_book",
            sa.Enum(
                "fees",
                "cash",
                "bank",
                "unplaced",
                "vnpay",
                "momo",
                "deposits",
                "charges",
                name="to_book",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("to_holder", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "payment",
                "arrival",
                "annulment",
                "return",
                "handover",
                "deposit",
                "payout",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(from_book = 'cash') = (from_holder IS NOT NULL)",
            name=op.f("ck_ledger_move_from_holder"),
        ),
        sa.CheckConstraint(
            "(to_book = 'cash') = (to_holder IS NOT NULL)", name=op.f("ck_ledger_move_to_holder")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_move_amount")),
        sa.CheckConstraint(
            "from_book <> to_book OR (from_book = 'cash' AND from_holder <> to_holder)",
            name=op.f("ck_ledger_move_somewhere_else"),
        ),
        sa.CheckConstraint(
            "cause = 'payout' OR (from_book <> 'charges' AND to_book <> 'charges')",
            name=op.f("ck_ledger_move_charges"),
        ),
        sa.ForeignKeyConstraint(
            ["from_holder"], ["staff_member.id"], name=op.f("fk_ledger_move_from_holder")
        ),
        sa.ForeignKeyConstraint(
            ["to_holder"], ["staff_member.id"], name=op.f("fk_ledger_move_to_holder")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_ledger_move_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_move")),
        sa.UniqueConstraint(
            "cause",
            "cause_id",
            "from_book",
            "to_book",
            name=op.f("uq_ledger_move_cause_cause_id_from_book_to_book"),
        ),
    )
    op.create_index(
        "ix_ledger_move_from_holder", "ledger_move", ["from_holder", "at"], unique=False
    )
    op.create_index("ix_ledger_move_to_holder", "ledger_move", ["to_holder", "at"], unique=False)
    op.create_index("ix_ledger_move_unit_id", "ledger_move", ["unit_id", "at"], unique=False)
    op.create_table(
        "fee_arrival",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "provider",
            sa.Enum(
                "sepay",
                "casso",
                "payos",
                "statement",
                "vnpay",
                "momo",
                name="provider",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("provider_ref", sa.String(), nullable=False),
        sa.Column("bank_ref", sa.String(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("odd", sa.Boolean(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_arrival_amount")),
        sa.CheckConstraint("placed + returned <= amount", name=op.f("ck_fee_arrival_whole")),
        sa.CheckConstraint("placed >= 0 AND returned >= 0", name=op.f("ck_fee_arrival_parts")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["fee_order.id"], name=op.f("fk_fee_arrival_order_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_arrival_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_arrival")),
        sa.UniqueConstraint(
            "provider", "provider_ref", name=op.f("uq_fee_arrival_provider_provider_ref")
        ),
    )
    op.create_index(
        "ix_fee_arrival_open",
        "fee_arrival",
        ["unit_id", "noted_at"],
        unique=False,
        sqlite_where=sa.text("placed + returned < amount"),
        postgresql_where=sa.text("placed + returned < amount"),
    )
    op.create_index("ix_fee_arrival_order_id", "fee_arrival", ["order_id"], unique=False)
    op.create_index(
        "uq_fee_arrival_bank_ref",
        "fee_arrival",
        ["unit_id", "bank_ref"],
        unique=True,
        sqlite_where=sa.text("bank_ref IS NOT NULL"),
        postgresql_where=sa.text("bank_ref IS NOT NULL"),
    )
    op.create_table(
        "fee_charge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "exemption",
            sa.Enum(
                "poor_household",
                "under_six",
                "other",
                name="exemption",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "cancelled_why",
            sa.Enum(
                "died",
                "moved",
                "merged",
                "mistake",
                name="cancelled_why",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("cancelled_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_why IS NULL)", name=op.f("ck_fee_charge_cancelled")
        ),
        sa.CheckConstraint(
            "(coalesce(cancelled_why, '') = 'mistake') = (cancelled_note IS NOT NULL)"
            " AND (cancelled_note IS NULL) = (cancelled_by IS NULL)",
            name=op.f("ck_fee_charge_mistake"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_fee_charge_amount")),
        sa.CheckConstraint("exemption IS NULL OR amount = 0", name=op.f("ck_fee_charge_exempt")),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["staff_member.id"], name=op.f("fk_fee_charge_cancelled_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_fee_charge_household_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fee_charge_person_id")),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["fee_terms.id"], name=op.f("fk_fee_charge_terms_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_charge_unit_id")),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_fee_charge_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_charge")),
        sa.UniqueConstraint("person_id", "year", name=op.f("uq_fee_charge_person_id_year")),
    )
    op.create_index(
        "ix_fee_charge_household_id", "fee_charge", ["household_id", "year"], unique=False
    )
    op.create_index(
        "ix_fee_charge_unit_id", "fee_charge", ["unit_id", "year", "village_id"], unique=False
    )
    op.create_table(
        "fee_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("payer", sa.LargeBinary(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "transfer",
                "vnpay",
                "momo",
                "cash",
                name="receipt_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("collector", sa.String(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("unit_address", sa.String(), nullable=False),
        sa.Column("unit_tax_code", sa.String(), nullable=False),
        sa.Column("official_number", sa.String(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_by", sa.Uuid(), nullable=True),
        sa.Column("annulled_why", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (annulled_why IS NULL)"
            " AND (annulled_at IS NULL) = (annulled_by IS NULL)",
            name=op.f("ck_fee_receipt_annulled"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_receipt_amount")),
        sa.CheckConstraint("number > 0", name=op.f("ck_fee_receipt_number")),
        sa.ForeignKeyConstraint(
            ["annulled_by"], ["staff_member.id"], name=op.f("fk_fee_receipt_annulled_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_fee_receipt_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["fee_order.id"], name=op.f("fk_fee_receipt_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_fee_receipt_staff_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_receipt_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_receipt")),
        sa.UniqueConstraint("order_id", name=op.f("uq_fee_receipt_order_id")),
        sa.UniqueConstraint(
            "unit_id", "year", "number", name=op.f("uq_fee_receipt_unit_id_year_number")
        ),
    )
    op.create_index(
        "ix_fee_receipt_household_id", "fee_receipt", ["household_id", "issued_at"], unique=False
    )
    op.create_index(
        "ix_fee_receipt_staff_id", "fee_receipt", ["staff_id", "issued_at"], unique=False
    )
    op.create_index("ix_fee_receipt_unit_id", "fee_receipt", ["unit_id", "issued_at"], unique=False)
    op.create_index(
        "uq_fee_receipt_official_number",
        "fee_receipt",
        ["unit_id", "official_number"],
        unique=True,
        sqlite_where=sa.text("official_number IS NOT NULL"),
        postgresql_where=sa.text("official_number IS NOT NULL"),
    )
    op.create_table(
        "cash_given_back",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["staff_member.id"], name=op.f("fk_cash_given_back_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["fee_receipt.id"], name=op.f("fk_cash_given_back_receipt_id")
        ),
        sa.PrimaryKeyConstraint("receipt_id", "holder_id", name=op.f("pk_cash_given_back")),
    )
    op.create_index("ix_cash_given_back_holder_id", "cash_given_back", ["holder_id"], unique=False)
    op.create_table(
        "gateway_order",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "provider",
            sa.Enum(
                "sepay",
                "casso",
                "payos",
                "statement",
                "vnpay",
                "momo",
                name="gateway_provider",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "open",
                "paid",
                "failed",
                "doubted",
                name="gateway_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint("provider IN ('vnpay', 'momo')", name=op.f("ck_gateway_order_gateway")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["fee_order.id"], name=op.f("fk_gateway_order_order_id")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_gateway_order")),
        sa.UniqueConstraint(
            "provider", "reference", name=op.f("uq_gateway_order_provider_reference")
        ),
    )
    op.create_index(
        "ix_gateway_order_outcome", "gateway_order", ["outcome", "begun_at"], unique=False
    )
    op.create_table(
        "cash_deposit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("bank_slip", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrival_id", sa.Uuid(), nullable=True),
        sa.Column("doubt", sa.String(), nullable=True),
        sa.Column("doubted_by", sa.Uuid(), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cash_deposit_amount")),
        sa.CheckConstraint(
            "(doubted_at IS NULL) = (doubt IS NULL)"
            " AND (doubted_at IS NULL) = (doubted_by IS NULL)",
            name=op.f("ck_cash_deposit_doubted"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL OR arrival_id IS NULL AND doubted_at IS NOT NULL)",
            name=op.f("ck_cash_deposit_withdrawn"),
        ),
        sa.CheckConstraint(
            "withdrawn_by IS NULL OR withdrawn_by <> doubted_by",
            name=op.f("ck_cash_deposit_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["doubted_by"], ["staff_member.id"], name=op.f("fk_cash_deposit_doubted_by")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["staff_member.id"], name=op.f("fk_cash_deposit_withdrawn_by")
        ),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["fee_arrival.id"], name=op.f("fk_cash_deposit_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["staff_member.id"], name=op.f("fk_cash_deposit_holder_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_cash_deposit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_deposit")),
        sa.UniqueConstraint("arrival_id", name=op.f("uq_cash_deposit_arrival_id")),
    )
    op.create_index("ix_cash_deposit_unit_id", "cash_deposit", ["unit_id", "at"], unique=False)
    op.create_table(
        "fee_charge_payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_charge_payment_amount")),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["fee_charge.id"], name=op.f("fk_fee_charge_payment_charge_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["fee_receipt.id"], name=op.f("fk_fee_charge_payment_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_charge_payment")),
    )
    op.create_index(
        "ix_fee_charge_payment_receipt_id", "fee_charge_payment", ["receipt_id"], unique=False
    )
    op.create_index(
        "uq_fee_charge_payment_in_force",
        "fee_charge_payment",
        ["charge_id"],
        unique=True,
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )
    op.create_table(
        "fee_order_line",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_order_line_amount")),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["fee_charge.id"], name=op.f("fk_fee_order_line_charge_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["fee_order.id"], name=op.f("fk_fee_order_line_order_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "charge_id", name=op.f("pk_fee_order_line")),
    )
    op.create_index("ix_fee_order_line_charge_id", "fee_order_line", ["charge_id"], unique=False)
    op.create_table(
        "fee_placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("arrival_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_placement_amount")),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["fee_arrival.id"], name=op.f("fk_fee_placement_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["fee_receipt.id"], name=op.f("fk_fee_placement_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_fee_placement_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_placement")),
        sa.UniqueConstraint(
            "arrival_id", "receipt_id", name=op.f("uq_fee_placement_arrival_id_receipt_id")
        ),
    )
    op.create_index("ix_fee_placement_receipt_id", "fee_placement", ["receipt_id"], unique=False)
    op.create_table(
        "fee_telling",
        sa.Column(
            "provider",
            sa.Enum(
                "sepay",
                "casso",
                "payos",
                "statement",
                "vnpay",
                "momo",
                name="telling_provider",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("provider_ref", sa.String(), nullable=False),
        sa.Column("arrival_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "provider IN ('sepay', 'casso', 'payos')", name=op.f("ck_fee_telling_messenger")
        ),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["fee_arrival.id"], name=op.f("fk_fee_telling_arrival_id")
        ),
        sa.PrimaryKeyConstraint("provider", "provider_ref", name=op.f("pk_fee_telling")),
        sa.UniqueConstraint(
            "arrival_id", "provider", name=op.f("uq_fee_telling_arrival_id_provider")
        ),
    )
    op.create_table(
        "fee_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("arrival_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "allowed",
                "refused",
                "paid_out",
                "struck",
                "doubted",
                "taken_back",
                name="return_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("never_came", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.String(), nullable=True),
        sa.Column(
            "sent_from",
            sa.Enum(
                "bank",
                "provider",
                name="sent_from",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("doubted_by", sa.Uuid(), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'paid_out') = (proof IS NOT NULL)", name=op.f("ck_fee_return_proof")
        ),
        sa.CheckConstraint(
            "(state = 'paid_out') = (sent_from IS NOT NULL)", name=op.f("ck_fee_return_sent")
        ),
        sa.CheckConstraint(
            "state = 'asked' OR decided_by IS NOT NULL", name=op.f("ck_fee_return_decided_first")
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_fee_return_decision")
        ),
        sa.CheckConstraint(
            "never_came AND state NOT IN ('allowed', 'paid_out')"
            " OR NOT never_came AND state NOT IN ('struck', 'doubted', 'taken_back')",
            name=op.f("ck_fee_return_struck"),
        ),
        sa.CheckConstraint(
            "state IN ('doubted', 'taken_back') = (doubted_by IS NOT NULL)"
            " AND (doubted_by IS NULL) = (doubted_at IS NULL)",
            name=op.f("ck_fee_return_doubt"),
        ),
        sa.CheckConstraint(
            "(state = 'taken_back') = (taken_back_by IS NOT NULL)"
            " AND (taken_back_by IS NULL) = (taken_back_at IS NULL)",
            name=op.f("ck_fee_return_taken_back"),
        ),
        sa.CheckConstraint(
            "state <> 'taken_back' OR taken_back_by <> doubted_by",
            name=op.f("ck_fee_return_two_people_back"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_return_amount")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_fee_return_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["fee_arrival.id"], name=op.f("fk_fee_return_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_member.id"], name=op.f("fk_fee_return_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_fee_return_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["doubted_by"], ["staff_member.id"], name=op.f("fk_fee_return_doubted_by")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["staff_member.id"], name=op.f("fk_fee_return_taken_back_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_return_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_return")),
    )
    op.create_index("ix_fee_return_arrival_id", "fee_return", ["arrival_id"], unique=False)
    op.create_index(
        "ix_fee_return_unit_id", "fee_return", ["unit_id", "state", "asked_at"], unique=False
    )
    op.create_table(
        "fee_payout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("arrival_id", sa.Uuid(), nullable=False),
        sa.Column(
            "provider",
            sa.Enum(
                "sepay",
                "casso",
                "payos",
                "statement",
                "vnpay",
                "momo",
                name="payout_provider",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("charges", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "withdrawn",
                "confirmed",
                "doubted",
                "taken_back",
                name="payout_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_by", sa.Uuid(), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'taken_back') = (taken_back_by IS NOT NULL)",
            name=op.f("ck_fee_payout_taken_back"),
        ),
        sa.CheckConstraint(
            "state IN ('doubted', 'taken_back') = (doubted_by IS NOT NULL)",
            name=op.f("ck_fee_payout_doubt"),
        ),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by IS NULL)", name=op.f("ck_fee_payout_decision")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'withdrawn') OR decided_by <> asked_by",
            name=op.f("ck_fee_payout_two_people"),
        ),
        sa.CheckConstraint(
            "state <> 'taken_back' OR taken_back_by <> doubted_by",
            name=op.f("ck_fee_payout_two_people_back"),
        ),
        sa.CheckConstraint("amount > 0 AND charges >= 0", name=op.f("ck_fee_payout_amounts")),
        sa.CheckConstraint("provider IN ('vnpay', 'momo')", name=op.f("ck_fee_payout_payer")),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["fee_arrival.id"], name=op.f("fk_fee_payout_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_member.id"], name=op.f("fk_fee_payout_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_fee_payout_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["doubted_by"], ["staff_member.id"], name=op.f("fk_fee_payout_doubted_by")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["staff_member.id"], name=op.f("fk_fee_payout_taken_back_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["fee_unit.id"], name=op.f("fk_fee_payout_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_payout")),
    )
    op.create_index("ix_fee_payout_arrival_id", "fee_payout", ["arrival_id"], unique=False)
    op.create_index("ix_fee_payout_asked_by", "fee_payout", ["asked_by"], unique=False)
    op.create_index("ix_fee_payout_decided_by", "fee_payout", ["decided_by"], unique=False)
    op.create_index("ix_fee_payout_doubted_by", "fee_payout", ["doubted_by"], unique=False)
    op.create_index("ix_fee_payout_taken_back_by", "fee_payout", ["taken_back_by"], unique=False)
    op.create_index("ix_fee_payout_unit_id", "fee_payout", ["unit_id", "state"], unique=False)
    op.create_index(
        "uq_fee_payout_in_force",
        "fee_payout",
        ["arrival_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'confirmed', 'doubted')"),
        postgresql_where=sa.text("state IN ('asked', 'confirmed', 'doubted')"),
    )
    op.create_table(
        "fee_statement_line",
        sa.Column("arrival_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["fee_arrival.id"], name=op.f("fk_fee_statement_line_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["fee_statement.id"], name=op.f("fk_fee_statement_line_statement_id")
        ),
        sa.PrimaryKeyConstraint("arrival_id", "statement_id", name=op.f("pk_fee_statement_line")),
    )
    op.create_index(
        "ix_fee_statement_line_statement_id", "fee_statement_line", ["statement_id"], unique=False
    )
    op.create_index("ix_cash_box_holder_id", "cash_box", ["holder_id"], unique=False)
    op.create_index("ix_cash_day_holder_id", "cash_day", ["holder_id"], unique=False)
    op.create_index("ix_cash_deposit_doubted_by", "cash_deposit", ["doubted_by"], unique=False)
    op.create_index("ix_cash_deposit_holder_id", "cash_deposit", ["holder_id"], unique=False)
    op.create_index("ix_cash_deposit_withdrawn_by", "cash_deposit", ["withdrawn_by"], unique=False)
    op.create_index("ix_cash_handover_witness_id", "cash_handover", ["witness_id"], unique=False)
    op.create_index("ix_fee_charge_cancelled_by", "fee_charge", ["cancelled_by"], unique=False)
    op.create_index("ix_fee_charge_terms_id", "fee_charge", ["terms_id"], unique=False)
    op.create_index("ix_fee_charge_village_id", "fee_charge", ["village_id"], unique=False)
    op.create_index("ix_fee_exemption_ended_by", "fee_exemption", ["ended_by"], unique=False)
    op.create_index("ix_fee_exemption_entered_by", "fee_exemption", ["entered_by"], unique=False)
    op.create_index("ix_fee_order_by_person", "fee_order", ["by_person"], unique=False)
    op.create_index("ix_fee_order_by_staff", "fee_order", ["by_staff"], unique=False)
    op.create_index("ix_fee_placement_staff_id", "fee_placement", ["staff_id"], unique=False)
    op.create_index("ix_fee_receipt_annulled_by", "fee_receipt", ["annulled_by"], unique=False)
    op.create_index("ix_fee_return_asked_by", "fee_return", ["asked_by"], unique=False)
    op.create_index("ix_fee_return_decided_by", "fee_return", ["decided_by"], unique=False)
    op.create_index("ix_fee_return_doubted_by", "fee_return", ["doubted_by"], unique=False)
    op.create_index("ix_fee_return_taken_back_by", "fee_return", ["taken_back_by"], unique=False)
    op.create_index("ix_fee_statement_brought_by", "fee_statement", ["brought_by"], unique=False)
    op.create_index("ix_fee_statement_decided_by", "fee_statement", ["decided_by"], unique=False)
    op.create_index("ix_fee_terms_entered_by", "fee_terms", ["entered_by"], unique=False)
    op.create_index(
        "ix_fee_unit_account_entered_by", "fee_unit_account", ["entered_by"], unique=False
    )
    op.create_index("ix_household_commune", "household", ["commune", "code"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_household_commune", table_name="household")
    op.drop_index("ix_fee_unit_account_entered_by", table_name="fee_unit_account")
    op.drop_index("ix_fee_terms_entered_by", table_name="fee_terms")
    op.drop_index("ix_fee_statement_decided_by", table_name="fee_statement")
    op.drop_index("ix_fee_statement_brought_by", table_name="fee_statement")
    op.drop_index("ix_fee_return_taken_back_by", table_name="fee_return")
    op.drop_index("ix_fee_return_doubted_by", table_name="fee_return")
    op.drop_index("ix_fee_return_decided_by", table_name="fee_return")
    op.drop_index("ix_fee_return_asked_by", table_name="fee_return")
    op.drop_index("ix_fee_receipt_annulled_by", table_name="fee_receipt")
    op.drop_index("ix_fee_placement_staff_id", table_name="fee_placement")
    op.drop_index("ix_fee_order_by_staff", table_name="fee_order")
    op.drop_index("ix_fee_order_by_person", table_name="fee_order")
    op.drop_index("ix_fee_exemption_entered_by", table_name="fee_exemption")
    op.drop_index("ix_fee_exemption_ended_by", table_name="fee_exemption")
    op.drop_index("ix_fee_charge_village_id", table_name="fee_charge")
    op.drop_index("ix_fee_charge_terms_id", table_name="fee_charge")
    op.drop_index("ix_fee_charge_cancelled_by", table_name="fee_charge")
    op.drop_index("ix_cash_handover_witness_id", table_name="cash_handover")
    op.drop_index("ix_cash_deposit_withdrawn_by", table_name="cash_deposit")
    op.drop_index("ix_cash_deposit_holder_id", table_name="cash_deposit")
    op.drop_index("ix_cash_deposit_doubted_by", table_name="cash_deposit")
    op.drop_index("ix_cash_day_holder_id", table_name="cash_day")
    op.drop_index("ix_cash_box_holder_id", table_name="cash_box")
    op.drop_index("ix_fee_statement_line_statement_id", table_name="fee_statement_line")
    op.drop_table("fee_statement_line")
    op.drop_table("fee_payout")
    op.drop_index("ix_fee_return_unit_id", table_name="fee_return")
    op.drop_index("ix_fee_return_arrival_id", table_name="fee_return")
    op.drop_table("fee_return")
    op.drop_table("fee_telling")
    op.drop_index("ix_fee_placement_receipt_id", table_name="fee_placement")
    op.drop_table("fee_placement")
    op.drop_index("ix_fee_order_line_charge_id", table_name="fee_order_line")
    op.drop_table("fee_order_line")
    op.drop_index(
        "uq_fee_charge_payment_in_force",
        table_name="fee_charge_payment",
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )
    op.drop_index("ix_fee_charge_payment_receipt_id", table_name="fee_charge_payment")
    op.drop_table("fee_charge_payment")
    op.drop_index("ix_cash_deposit_unit_id", table_name="cash_deposit")
    op.drop_table("cash_deposit")
    op.drop_index("ix_gateway_order_outcome", table_name="gateway_order")
    op.drop_table("gateway_order")
    op.drop_index(
        "uq_fee_receipt_official_number",
        table_name="fee_receipt",
        sqlite_where=sa.text("official_number IS NOT NULL"),
        postgresql_where=sa.text("official_number IS NOT NULL"),
    )
    op.drop_index("ix_cash_given_back_holder_id", table_name="cash_given_back")
    op.drop_table("cash_given_back")
    op.drop_index("ix_fee_receipt_unit_id", table_name="fee_receipt")
    op.drop_index("ix_fee_receipt_staff_id", table_name="fee_receipt")
    op.drop_index("ix_fee_receipt_household_id", table_name="fee_receipt")
    op.drop_table("fee_receipt")
    op.drop_index("ix_fee_charge_unit_id", table_name="fee_charge")
    op.drop_index("ix_fee_charge_household_id", table_name="fee_charge")
    op.drop_table("fee_charge")
    op.drop_index(
        "uq_fee_arrival_bank_ref",
        table_name="fee_arrival",
        sqlite_where=sa.text("bank_ref IS NOT NULL"),
        postgresql_where=sa.text("bank_ref IS NOT NULL"),
    )
    op.drop_index("ix_fee_arrival_order_id", table_name="fee_arrival")
    op.drop_index(
        "ix_fee_arrival_open",
        table_name="fee_arrival",
        sqlite_where=sa.text("placed + returned < amount"),
        postgresql_where=sa.text("placed + returned < amount"),
    )
    op.drop_table("fee_arrival")
    op.drop_index("ix_ledger_move_unit_id", table_name="ledger_move")
    op.drop_index("ix_ledger_move_to_holder", table_name="ledger_move")
    op.drop_index("ix_ledger_move_from_holder", table_name="ledger_move")
    op.drop_table("ledger_move")
    op.drop_index("ix_fee_unit_account_unit_id", table_name="fee_unit_account")
    op.drop_table("fee_unit_account")
    op.drop_index("ix_fee_terms_unit_id", table_name="fee_terms")
    op.drop_table("fee_terms")
    op.drop_table("fee_statement_refusal")
    op.drop_table("fee_statement_row")
    op.drop_index("ix_fee_statement_unit_id", table_name="fee_statement")
    op.drop_index(
        "uq_fee_statement_file",
        table_name="fee_statement",
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.drop_table("fee_statement")
    op.drop_index("ix_fee_order_unit_id", table_name="fee_order")
    op.drop_index("ix_fee_order_household_id", table_name="fee_order")
    op.drop_table("fee_order")
    op.drop_index("ix_fee_exemption_person_id", table_name="fee_exemption")
    op.drop_table("fee_exemption")
    op.drop_index(
        "uq_cash_handover_waiting",
        table_name="cash_handover",
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.drop_index("ix_cash_handover_taker_id", table_name="cash_handover")
    op.drop_index("ix_cash_handover_giver_id", table_name="cash_handover")
    op.drop_table("cash_handover")
    op.drop_table("cash_day")
    op.drop_table("cash_box")
    op.drop_table("fee_receipt_counter")
    op.drop_table("fee_unit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_foreign_sender()")
        op.execute("DROP FUNCTION refuse_overdrawn_provider()")
        op.execute("DROP FUNCTION refuse_ledger_change()")
        op.execute("DROP FUNCTION refuse_receipt_change()")
        op.execute("DROP FUNCTION refuse_statement_change()")
        op.execute("DROP FUNCTION refuse_another_row()")
        op.execute("DROP FUNCTION refuse_another_year()")
