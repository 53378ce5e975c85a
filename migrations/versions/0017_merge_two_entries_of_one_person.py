"""Merge two entries of one person; write down deaths, newborns and their names.

A merge points the rows of one entry at another. Tables that refuse every change let the
person of a row follow a merge that is on file, and nothing else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Which columns of a table that refuses changes name a person, and which never change.
PEOPLE = {
    "consent": ("person_id", "granted_by_person_id"),
    "kept_visit": ("person_id",),
    "written_entry": ("person_id",),
}
LASTING = {
    "consent": (
        "id", "staff_id", "facility_code", "purpose", "valid_from", "valid_until", "channel",
        "wording_version", "wording_hash", "wording", "granted_at", "granted_as",
        "child_assented", "witness_id", "request_id",
    ),
    "kept_visit": ("id", "facility_code", "external_id", "kept", "at", "by_account"),
    "written_entry": (
        "id", "kind", "object_id", "staff_id", "facility_code", "form_key", "written_at",
        "replaces_id", "reason",
    ),
}  # fmt: skip
REFUSALS = {
    "consent": ("a consent is never changed", "refuse_consent_change"),
    "kept_visit": ("kept visits are append only", "refuse_kept_visit_change"),
    "written_entry": ("what was written is never changed", "refuse_written_entry_change"),
}
SQLITE_REFUSAL = """
CREATE TRIGGER {table}_no_UPDATE BEFORE UPDATE {of} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
SQLITE_FOLLOWS = """
CREATE TRIGGER {table}_{column}_follows BEFORE UPDATE OF {column} ON {table}
WHEN NEW.{column} IS NOT OLD.{column} AND NOT EXISTS (
    SELECT 1 FROM person_merge WHERE
    (state = 'done' AND merged_id = OLD.{column} AND kept_id = NEW.{column})
    OR (state = 'undone' AND kept_id = OLD.{column} AND merged_id = NEW.{column})
)
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
SQLITE_DEATH = """
CREATE TRIGGER person_dies_after_birth BEFORE UPDATE OF deceased_on, birth_date ON person
WHEN NEW.deceased_on < NEW.birth_date
BEGIN SELECT RAISE(ABORT, 'nobody dies before they are born'); END
"""
POSTGRESQL_REFUSAL = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE {of} OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {function}()
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION follow_a_merge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was uuid := (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
    becomes uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
BEGIN
    IF becomes IS DISTINCT FROM was AND NOT EXISTS (
        SELECT 1 FROM person_merge WHERE
        (state = 'done' AND merged_id = was AND kept_id = becomes)
        OR (state = 'undone' AND kept_id = was AND merged_id = becomes)
    ) THEN
        RAISE EXCEPTION '%', TG_ARGV[1];
    END IF;
    RETURN NEW;
END $$
"""
POSTGRESQL_FOLLOWS = """
CREATE TRIGGER {table}_{column}_follows BEFORE UPDATE OF {column} ON {table}
FOR EACH ROW EXECUTE FUNCTION follow_a_merge('{column}', '{message}')
"""


def upgrade() -> None:
    _merges()
    _deaths_and_newborns()
    _let_rows_follow_a_merge()


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _refuse(table: str, of: str) -> None:
    """Refuse changes of a table, of the columns named or of all."""
    message, function = REFUSALS[table]
    if _on_sqlite():
        op.execute(f"DROP TRIGGER {table}_no_UPDATE")
        op.execute(SQLITE_REFUSAL.format(table=table, of=of, message=message))
        return
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(POSTGRESQL_REFUSAL.format(table=table, of=of, function=function))


def _let_rows_follow_a_merge() -> None:
    if _on_sqlite():
        op.execute(SQLITE_DEATH)
    else:
        op.execute(POSTGRESQL_FUNCTION)
        op.create_check_constraint(
            op.f("ck_person_death"), "person", "deceased_on IS NULL OR deceased_on >= birth_date"
        )
    follows = SQLITE_FOLLOWS if _on_sqlite() else POSTGRESQL_FOLLOWS
    for table, columns in PEOPLE.items():
        message = REFUSALS[table][0]
        _refuse(table, "OF " + ", ".join(LASTING[table]))
        for column in columns:
            op.execute(follows.format(table=table, column=column, message=message))


def _refuse_every_change_again() -> None:
    for table, columns in PEOPLE.items():
        for column in columns:
            of = "" if _on_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_{column}_follows{of}")
        _refuse(table, "")
    if _on_sqlite():
        op.execute("DROP TRIGGER person_dies_after_birth")
        return
    op.execute("DROP FUNCTION follow_a_merge()")
    op.drop_constraint(op.f("ck_person_death"), "person", type_="check")


def _merges() -> None:
    op.add_column(
        "person",
        sa.Column(
            "merged_into",
            sa.Uuid(),
            sa.ForeignKey("person.id", name=op.f("fk_person_merged_into")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index("ix_person_merged_into", "person", ["merged_into"])
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "done",
                "refused",
                "withdrawn",
                "undone",
                name="merge_state",
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
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('done', 'undone') OR decided_by IS NOT NULL",
            name=op.f("ck_person_merge_decided_first"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_person_merge_decision")
        ),
        sa.CheckConstraint(
            "(undone_by IS NULL) = (undone_at IS NULL)", name=op.f("ck_person_merge_undoing")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_person_merge_two_people")
        ),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_person_merge_two_entries")),
        sa.CheckConstraint(
            "undone_at IS NULL OR undone_at < undo_until", name=op.f("ck_person_merge_in_time")
        ),
        sa.CheckConstraint(
            "undone_by IS NULL OR undone_by <> decided_by",
            name=op.f("ck_person_merge_undone_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_member.id"], name=op.f("fk_person_merge_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_person_merge_decided_by")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id")),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["staff_member.id"], name=op.f("fk_person_merge_undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index("ix_person_merge_asked_by", "person_merge", ["asked_by"], unique=False)
    op.create_index(
        "ix_person_merge_commune", "person_merge", ["commune", "state", "asked_at"], unique=False
    )
    op.create_index("ix_person_merge_decided_by", "person_merge", ["decided_by"], unique=False)
    op.create_index("ix_person_merge_kept_id", "person_merge", ["kept_id"], unique=False)
    op.create_index("ix_person_merge_merged_id", "person_merge", ["merged_id"], unique=False)
    op.create_index("ix_person_merge_undone_by", "person_merge", ["undone_by"], unique=False)
    op.create_index(
        "uq_person_merge_open",
        "person_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'done')"),
        postgresql_where=sa.text("state IN ('asked', 'done')"),
    )
    op.create_table(
        "merged_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["person_merge.id"], name=op.f("fk_merged_row_merge_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_row")),
    )
    op.create_index("ix_merged_row_merge_id", "merged_row", ["merge_id"], unique=False)
    op.create_table(
        "different_people",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("found_by", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_different_people_order")),
        sa.ForeignKeyConstraint(
            ["found_by"], ["staff_member.id"], name=op.f("fk_different_people_found_by")
        ),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_different_people_one_id")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["person.id"], name=op.f("fk_different_people_other_id")
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_different_people")),
    )
    op.create_index("ix_different_people_found_by", "different_people", ["found_by"], unique=False)
    op.create_index("ix_different_people_other_id", "different_people", ["other_id"], unique=False)


def _deaths_and_newborns() -> None:
    op.create_index("ix_identifier_value_index", "identifier", ["value_index"])
    op.create_table(
        "death_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=False),
        sa.Column(
            "seen",
            sa.Enum(
                "certificate",
                "notice",
                "home_visit",
                name="death_seen",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closed", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("take_back_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "taken_back_by IS NULL OR taken_back_by <> recorded_by",
            name=op.f("ck_death_record_taken_back_by_another"),
        ),
        sa.CheckConstraint(
            "(taken_back_by IS NULL) = (taken_back_at IS NULL)",
            name=op.f("ck_death_record_taken_back"),
        ),
        sa.CheckConstraint(
            "taken_back_at IS NULL OR taken_back_at < take_back_until",
            name=op.f("ck_death_record_in_time"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_death_record_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff_member.id"], name=op.f("fk_death_record_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["staff_member.id"], name=op.f("fk_death_record_taken_back_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_record")),
    )
    op.create_index("ix_death_record_person_id", "death_record", ["person_id", "recorded_at"])
    op.create_index("ix_death_record_commune", "death_record", ["commune", "recorded_at"])
    op.create_index("ix_death_record_recorded_by", "death_record", ["recorded_by"])
    op.create_index("ix_death_record_taken_back_by", "death_record", ["taken_back_by"])
    op.create_index(
        "uq_death_record_standing",
        "death_record",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_former_name_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_member.id"], name=op.f("fk_former_name_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    op.create_index("ix_former_name_person_id", "former_name", ["person_id", "until"])
    op.create_index("ix_former_name_changed_by", "former_name", ["changed_by"])
    op.create_table(
        "local_number",
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last > 0", name=op.f("ck_local_number_last")),
        sa.ForeignKeyConstraint(
            ["facility_code"], ["facility.code"], name=op.f("fk_local_number_facility_code")
        ),
        sa.PrimaryKeyConstraint("facility_code", "year", name=op.f("pk_local_number")),
    )


def downgrade() -> None:
    _refuse_every_change_again()
    op.drop_table("local_number")
    op.drop_index("ix_former_name_changed_by", table_name="former_name")
    op.drop_index("ix_former_name_person_id", table_name="former_name")
    op.drop_table("former_name")
    op.drop_index("uq_death_record_standing", table_name="death_record")
    op.drop_index("ix_death_record_taken_back_by", table_name="death_record")
    op.drop_index("ix_death_record_recorded_by", table_name="death_record")
    op.drop_index("ix_death_record_commune", table_name="death_record")
    op.drop_index("ix_death_record_person_id", table_name="death_record")
    op.drop_table("death_record")
    op.drop_index("ix_identifier_value_index", table_name="identifier")
    op.drop_index("ix_different_people_other_id", table_name="different_people")
    op.drop_index("ix_different_people_found_by", table_name="different_people")
    op.drop_table("different_people")
    op.drop_index("ix_merged_row_merge_id", table_name="merged_row")
    op.drop_table("merged_row")
    op.drop_index("uq_person_merge_open", table_name="person_merge")
    op.drop_index("ix_person_merge_undone_by", table_name="person_merge")
    op.drop_index("ix_person_merge_merged_id", table_name="person_merge")
    op.drop_index("ix_person_merge_kept_id", table_name="person_merge")
    op.drop_index("ix_person_merge_decided_by", table_name="person_merge")
    op.drop_index("ix_person_merge_commune", table_name="person_merge")
    op.drop_index("ix_person_merge_asked_by", table_name="person_merge")
    op.drop_table("person_merge")
    op.drop_index("ix_person_merged_into", table_name="person")
    op.drop_column("person", "merged_into")
