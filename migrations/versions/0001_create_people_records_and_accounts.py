"""Create people, their records and their accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_line",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "record_seen",
                "access_refused",
                "record_printed",
                "case_opened",
                "dose_reported",
                "signed_in",
                "sign_in_failed",
                "signed_out",
                "session_ended",
                "factor_changed",
                "account_opened",
                "code_issued",
                "record_imported",
                name="event",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("permitted", sa.Boolean(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "self",
                "representative",
                "consent",
                "emergency",
                "system",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_person_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("object_ref", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_line")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_line_account_id", "audit_line", ["account_id", "at"], unique=False)
    op.create_index(
        "ix_audit_line_person_id", "audit_line", ["person_id", "at", "seq"], unique=False
    )
    op.create_table(
        "facility",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(merged_into IS NULL) = (merged_on IS NULL)", name=op.f("ck_facility_merger")
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> code", name=op.f("ck_facility_not_into_itself")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["facility.code"], name=op.f("fk_facility_merged_into")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_facility")),
    )
    op.create_index("ix_facility_merged_into", "facility", ["merged_into"], unique=False)
    op.create_index("ix_facility_name_folded", "facility", ["name_folded"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("exported_on", sa.Date(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "finished",
                "refused",
                name="import_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_same", sa.Integer(), nullable=False),
        sa.Column("rows_held", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("rows_dropped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_sha256", "import_run", ["sha256", "started_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint("sent_at IS NULL OR dead_at IS NULL", name=op.f("ck_outbox_one_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["sent_at", "dead_at", "not_before"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "male",
                "female",
                "unknown",
                name="sex",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column(
            "birth_precision",
            sa.Enum(
                "day",
                "month",
                "year",
                name="birth_precision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_search", "person", ["name_folded", "birth_date"], unique=False)
    op.create_table(
        "throttle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle")),
    )
    op.create_index("ix_throttle_bucket", "throttle", ["bucket", "key", "at"], unique=False)
    op.create_table(
        "village",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("former_commune", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
        sa.UniqueConstraint(
            "commune",
            "former_commune",
            "name_folded",
            name=op.f("uq_village_commune_former_commune_name_folded"),
        ),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("large_text", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_table(
        "administrative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ethnicity", sa.String(), nullable=True),
        sa.Column("religion", sa.String(), nullable=True),
        sa.Column("nationality", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("workplace", sa.String(), nullable=True),
        sa.Column("blood_abo", sa.String(), nullable=True),
        sa.Column("blood_rh", sa.String(), nullable=True),
        sa.Column("birth_registration_province", sa.String(), nullable=True),
        sa.Column("id_issued_on", sa.Date(), nullable=True),
        sa.Column("id_issued_by", sa.String(), nullable=True),
        sa.Column("insurance_until", sa.Date(), nullable=True),
        sa.Column("permanent_address", sa.LargeBinary(), nullable=True),
        sa.Column("permanent_village", sa.String(), nullable=True),
        sa.Column("permanent_ward", sa.String(), nullable=True),
        sa.Column("permanent_district", sa.String(), nullable=True),
        sa.Column("permanent_province", sa.String(), nullable=True),
        sa.Column("current_address", sa.LargeBinary(), nullable=True),
        sa.Column("current_village", sa.String(), nullable=True),
        sa.Column("current_ward", sa.String(), nullable=True),
        sa.Column("current_district", sa.String(), nullable=True),
        sa.Column("current_province", sa.String(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_administrative_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrative")),
    )
    op.create_index(
        "ix_administrative_person_id", "administrative", ["person_id", "id"], unique=False
    )
    op.create_index(
        "uq_administrative_current",
        "administrative",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "dose",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("vaccine_key", sa.String(), nullable=False),
        sa.Column("vaccine_code", sa.String(), nullable=True),
        sa.Column("vaccine_name", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column(
            "given_precision",
            sa.Enum(
                "day",
                "month",
                "year",
                name="given_precision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number_as_written", sa.String(), nullable=True),
        sa.Column("facility_name", sa.String(), nullable=True),
        sa.Column("facility_code", sa.String(), nullable=True),
        sa.Column("lot", sa.String(), nullable=True),
        sa.Column("vaccinator", sa.String(), nullable=True),
        sa.Column("reaction", sa.String(), nullable=True),
        sa.Column("funding", sa.String(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("gestation_month", sa.Integer(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "gestation_month IS NULL OR gestation_month BETWEEN 1 AND 10",
            name=op.f("ck_dose_gestation_month"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dose_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose")),
    )
    op.create_index(
        "uq_dose_current",
        "dose",
        ["person_id", "given_on", "vaccine_key"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "encounter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("care_class", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("admission_reason", sa.String(), nullable=True),
        sa.Column("admission_diagnosis", sa.String(), nullable=True),
        sa.Column("final_diagnosis", sa.String(), nullable=True),
        sa.Column("history", sa.String(), nullable=True),
        sa.Column("treatment", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("discharge", sa.String(), nullable=True),
        sa.Column("advice", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("clinician", sa.String(), nullable=True),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "none",
                "drug_use",
                "mental",
                "tuberculosis",
                "hepatitis",
                "reproductive",
                "origin",
                "other",
                name="sensitivity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_encounter_period")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_encounter_person_id")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["encounter.id"], name=op.f("fk_encounter_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter")),
    )
    op.create_index(
        "ix_encounter_person_id", "encounter", ["person_id", "started_at", "id"], unique=False
    )
    op.create_index("ix_encounter_replaces_id", "encounter", ["replaces_id"], unique=False)
    op.create_index(
        "uq_encounter_current",
        "encounter",
        ["facility_code", "external_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "family_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mother",
                "father",
                "caregiver",
                "guardian",
                name="tie_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relative_id", sa.Uuid(), nullable=True),
        sa.Column("relation_text", sa.String(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("represents", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "NOT represents OR relative_id IS NOT NULL",
            name=op.f("ck_family_tie_known_representative"),
        ),
        sa.CheckConstraint(
            "relative_id IS NULL OR relative_id <> person_id",
            name=op.f("ck_family_tie_not_oneself"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_tie_person_id")),
        sa.ForeignKeyConstraint(
            ["relative_id"], ["person.id"], name=op.f("fk_family_tie_relative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_tie")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_family_tie_person_id_kind")),
    )
    op.create_index("ix_family_tie_relative_id", "family_tie", ["relative_id"], unique=False)
    op.create_index(
        "uq_family_tie_one_representative",
        "family_tie",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("represents"),
        postgresql_where=sa.text("represents"),
    )
    op.create_table(
        "held_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("row_key", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_held_row_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_row")),
        sa.UniqueConstraint("family", "row_key", name=op.f("uq_held_row_family_row_key")),
    )
    op.create_index("ix_held_row_run_id", "held_row", ["run_id"], unique=False)
    op.create_table(
        "history_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "no",
                "not_asked",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "habit",
            sa.Enum(
                "never",
                "current",
                "regular",
                "former",
                name="habit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("reaction", sa.String(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("relative", sa.String(), nullable=True),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "none",
                "drug_use",
                "mental",
                "tuberculosis",
                "hepatitis",
                "reproductive",
                "origin",
                "other",
                name="sensitivity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "answer <> 'not_asked' OR (habit IS NULL AND detail IS NULL)",
            name=op.f("ck_history_answer_nothing_unasked"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_history_answer_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_answer")),
    )
    op.create_index(
        "uq_history_answer_current",
        "history_answer",
        ["person_id", "item", "row"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_household_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("code", "commune", name=op.f("uq_household_code_commune")),
    )
    op.create_index("ix_household_village_id", "household", ["village_id"], unique=False)
    op.create_table(
        "identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "system",
            sa.Enum(
                "personal_id",
                "old_id_card",
                "passport",
                "insurance_card",
                "social_insurance",
                "registry_subject",
                "facility_patient",
                "population_member",
                "local_record",
                name="system",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("value_index", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_identifier_period")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identifier_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
    )
    op.create_index("ix_identifier_person_id", "identifier", ["person_id", "system"], unique=False)
    op.create_index(
        "uq_identifier_active",
        "identifier",
        ["system", "scope", "value_index"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "import_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_problem_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    op.create_index("ix_import_problem_run_id", "import_problem", ["run_id", "row"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pressure",
                "pulse",
                "temperature",
                "respiration",
                "oxygen",
                "weight",
                "height",
                "waist",
                "glucose",
                name="measurement_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("second_value", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("facility_code", sa.String(), nullable=True),
        sa.Column("questionable", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'pressure') = (second_value IS NOT NULL)",
            name=op.f("ck_measurement_pressure_pair"),
        ),
        sa.CheckConstraint("value > 0", name=op.f("ck_measurement_positive")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_measurement_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    op.create_index("ix_measurement_encounter_id", "measurement", ["encounter_id"], unique=False)
    op.create_index(
        "ix_measurement_person_id",
        "measurement",
        ["person_id", "kind", "taken_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_measurement_current",
        "measurement",
        ["person_id", "kind", "taken_at", "source", "origin"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mobile",
                "landline",
                name="phone_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
        sa.UniqueConstraint(
            "person_id", "number_index", name=op.f("uq_phone_person_id_number_index")
        ),
    )
    op.create_index("ix_phone_number_index", "phone", ["number_index"], unique=False)
    op.create_table(
        "planned_dose",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("vaccine_key", sa.String(), nullable=False),
        sa.Column("vaccine_code", sa.String(), nullable=True),
        sa.Column("vaccine_name", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_planned_dose_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_dose")),
    )
    op.create_index("uq_planned_dose", "planned_dose", ["person_id", "vaccine_key"], unique=True)
    op.create_table(
        "service_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "wrong_fact",
                "missing_dose",
                "unknown_viewer",
                name="case_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "looking",
                "answered",
                name="case_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("knows_from", sa.String(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_service_case_answer")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_service_case_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_case")),
        sa.UniqueConstraint(
            "opened_by", "form_key", name=op.f("uq_service_case_opened_by_form_key")
        ),
        sa.UniqueConstraint("year", "number", name=op.f("uq_service_case_year_number")),
    )
    op.create_index(
        "ix_service_case_person_id", "service_case", ["person_id", "opened_at"], unique=False
    )
    op.create_table(
        "yearly_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "population_list",
                "claim_file",
                "immunisation_registry",
                "record_exchange",
                "health_check",
                "paper_form",
                "station",
                "self",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_yearly_confirmation_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_confirmation")),
    )
    op.create_index(
        "ix_yearly_confirmation_person_id",
        "yearly_confirmation",
        ["person_id", "confirmed_on"],
        unique=False,
    )
    op.create_table(
        "appointment",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facility_code", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_appointment_encounter_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appointment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint(
            "encounter_id", "position", name=op.f("uq_appointment_encounter_id_position")
        ),
    )
    op.create_index(
        "ix_appointment_person_id", "appointment", ["person_id", "due_on"], unique=False
    )
    op.create_table(
        "counter_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_counter_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_code")),
    )
    op.create_index(
        "ix_counter_code_account_id", "counter_code", ["account_id", "expires_at"], unique=False
    )
    op.create_table(
        "course_note",
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("consultation", sa.String(), nullable=True),
        sa.Column("operation", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_course_note_encounter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_note")),
        sa.UniqueConstraint(
            "encounter_id", "position", name=op.f("uq_course_note_encounter_id_position")
        ),
    )
    op.create_table(
        "diagnosis",
        sa.Column(
            "role",
            sa.Enum(
                "main",
                "secondary",
                "traditional",
                name="diagnosis_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("icd10", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "none",
                "drug_use",
                "mental",
                "tuberculosis",
                "hepatitis",
                "reproductive",
                "origin",
                "other",
                name="sensitivity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_diagnosis_encounter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis")),
        sa.UniqueConstraint(
            "encounter_id", "role", "position", name=op.f("uq_diagnosis_encounter_id_role_position")
        ),
    )
    op.create_table(
        "dose_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("vaccine_code", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column(
            "given_precision",
            sa.Enum(
                "day",
                "month",
                "year",
                name="report_precision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("has_paper", sa.Boolean(), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["service_case.id"], name=op.f("fk_dose_report_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dose_report_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_report")),
    )
    op.create_index(
        "ix_dose_report_person_id", "dose_report", ["person_id", "reported_at"], unique=False
    )
    op.create_index("uq_dose_report_case_id", "dose_report", ["case_id"], unique=True)
    op.create_table(
        "encounter_cost",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("insurance_paid", sa.BigInteger(), nullable=False),
        sa.Column("co_payment", sa.BigInteger(), nullable=False),
        sa.Column("self_paid", sa.BigInteger(), nullable=False),
        sa.Column("other_sources", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_encounter_cost_encounter_id")
        ),
        sa.PrimaryKeyConstraint("encounter_id", name=op.f("pk_encounter_cost")),
    )
    op.create_table(
        "encounter_document",
        sa.Column(
            "kind",
            sa.Enum(
                "discharge_letter",
                "case_summary",
                "sick_leave",
                "referral",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_encounter_document_encounter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter_document")),
        sa.UniqueConstraint(
            "encounter_id", "position", name=op.f("uq_encounter_document_encounter_id_position")
        ),
    )
    op.create_table(
        "examination_finding",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "none",
                "drug_use",
                "mental",
                "tuberculosis",
                "hepatitis",
                "reproductive",
                "origin",
                "other",
                name="sensitivity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_examination_finding_encounter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examination_finding")),
        sa.UniqueConstraint(
            "encounter_id", "item", name=op.f("uq_examination_finding_encounter_id_item")
        ),
    )
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_device_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint(
            "account_id", "token_hash", name=op.f("uq_known_device_account_id_token_hash")
        ),
    )
    op.create_index("ix_known_device_token_hash", "known_device", ["token_hash"], unique=False)
    op.create_table(
        "lab_result",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "laboratory",
                "imaging",
                "order",
                name="result_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=True),
        sa.Column("index_code", sa.String(), nullable=True),
        sa.Column("test_code", sa.String(), nullable=True),
        sa.Column("value_text", sa.String(), nullable=True),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("conclusion", sa.String(), nullable=True),
        sa.Column("resulted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_lab_result_encounter_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lab_result_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_result")),
        sa.UniqueConstraint(
            "encounter_id", "position", name=op.f("uq_lab_result_encounter_id_position")
        ),
    )
    op.create_index(
        "ix_lab_result_person_id",
        "lab_result",
        ["person_id", "test_code", "resulted_at", "id"],
        unique=False,
    )
    op.create_table(
        "medicine",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("strength", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("form", sa.String(), nullable=True),
        sa.Column("route", sa.String(), nullable=True),
        sa.Column("dose_text", sa.String(), nullable=True),
        sa.Column("instruction", sa.String(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_medicine_encounter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medicine")),
        sa.UniqueConstraint(
            "encounter_id", "position", name=op.f("uq_medicine_encounter_id_position")
        ),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "head",
                "spouse",
                "child",
                "parent",
                "grandparent",
                "grandchild",
                "sibling",
                "child_in_law",
                "other",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("relation_text", sa.String(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_membership_household_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(
        "ix_membership_household_id", "membership", ["household_id", "position", "id"], unique=False
    )
    op.create_index(
        "uq_membership_current",
        "membership",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "sms",
                "counter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code_mac", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_one_time_code_tries")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_time_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index(
        "ix_one_time_code_account_id", "one_time_code", ["account_id", "created_at"], unique=False
    )
    op.create_table(
        "procedure",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("icd9", sa.String(), nullable=True),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_procedure_encounter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint(
            "encounter_id", "position", name=op.f("uq_procedure_encounter_id_position")
        ),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("shared_device", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_sign_in_session_end")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_session_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(
        "ix_sign_in_session_account_id", "sign_in_session", ["account_id", "ended_at"], unique=False
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("identifier_index", sa.LargeBinary(), nullable=False),
        sa.Column("id_tail", sa.String(), nullable=False),
        sa.Column("shared_device", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("code_passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pin_tries", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_attempt_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["code_id"], ["one_time_code.id"], name=op.f("fk_sign_in_attempt_code_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_attempt_token_hash")),
    )
    op.create_index(
        "ix_sign_in_attempt_account_id",
        "sign_in_attempt",
        ["account_id", "started_at"],
        unique=False,
    )
    op.create_index("ix_sign_in_attempt_code_id", "sign_in_attempt", ["code_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_sign_in_attempt_code_id", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_account_id", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index("ix_sign_in_session_account_id", table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_table("procedure")
    op.drop_index("ix_one_time_code_account_id", table_name="one_time_code")
    op.drop_table("one_time_code")
    op.drop_index(
        "uq_membership_current",
        table_name="membership",
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.drop_index("ix_membership_household_id", table_name="membership")
    op.drop_table("membership")
    op.drop_table("medicine")
    op.drop_index("ix_lab_result_person_id", table_name="lab_result")
    op.drop_table("lab_result")
    op.drop_index("ix_known_device_token_hash", table_name="known_device")
    op.drop_table("known_device")
    op.drop_table("examination_finding")
    op.drop_table("encounter_document")
    op.drop_table("encounter_cost")
    op.drop_index("uq_dose_report_case_id", table_name="dose_report")
    op.drop_index("ix_dose_report_person_id", table_name="dose_report")
    op.drop_table("dose_report")
    op.drop_table("diagnosis")
    op.drop_table("course_note")
    op.drop_index("ix_counter_code_account_id", table_name="counter_code")
    op.drop_table("counter_code")
    op.drop_index("ix_appointment_person_id", table_name="appointment")
    op.drop_table("appointment")
    op.drop_index("ix_yearly_confirmation_person_id", table_name="yearly_confirmation")
    op.drop_table("yearly_confirmation")
    op.drop_index("ix_service_case_person_id", table_name="service_case")
    op.drop_table("service_case")
    op.drop_index("uq_planned_dose", table_name="planned_dose")
    op.drop_table("planned_dose")
    op.drop_index("ix_phone_number_index", table_name="phone")
    op.drop_table("phone")
    op.drop_index(
        "uq_measurement_current",
        table_name="measurement",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index("ix_measurement_person_id", table_name="measurement")
    op.drop_index("ix_measurement_encounter_id", table_name="measurement")
    op.drop_table("measurement")
    op.drop_index("ix_import_problem_run_id", table_name="import_problem")
    op.drop_table("import_problem")
    op.drop_index(
        "uq_identifier_active",
        table_name="identifier",
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.drop_index("ix_identifier_person_id", table_name="identifier")
    op.drop_table("identifier")
    op.drop_index("ix_household_village_id", table_name="household")
    op.drop_table("household")
    op.drop_index(
        "uq_history_answer_current",
        table_name="history_answer",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_table("history_answer")
    op.drop_index("ix_held_row_run_id", table_name="held_row")
    op.drop_table("held_row")
    op.drop_index(
        "uq_family_tie_one_representative",
        table_name="family_tie",
        sqlite_where=sa.text("represents"),
        postgresql_where=sa.text("represents"),
    )
    op.drop_index("ix_family_tie_relative_id", table_name="family_tie")
    op.drop_table("family_tie")
    op.drop_index(
        "uq_encounter_current",
        table_name="encounter",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index("ix_encounter_replaces_id", table_name="encounter")
    op.drop_index("ix_encounter_person_id", table_name="encounter")
    op.drop_table("encounter")
    op.drop_index(
        "uq_dose_current",
        table_name="dose",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_table("dose")
    op.drop_index(
        "uq_administrative_current",
        table_name="administrative",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index("ix_administrative_person_id", table_name="administrative")
    op.drop_table("administrative")
    op.drop_table("account")
    op.drop_table("village")
    op.drop_index("ix_throttle_bucket", table_name="throttle")
    op.drop_table("throttle")
    op.drop_index("ix_person_search", table_name="person")
    op.drop_table("person")
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_import_run_sha256", table_name="import_run")
    op.drop_table("import_run")
    op.drop_index("ix_facility_name_folded", table_name="facility")
    op.drop_index("ix_facility_merged_into", table_name="facility")
    op.drop_table("facility")
    op.drop_index("ix_audit_line_person_id", table_name="audit_line")
    op.drop_index("ix_audit_line_account_id", table_name="audit_line")
    op.drop_table("audit_line")
