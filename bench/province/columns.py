"""The columns that are filled, in the order in which the rows are written.

Rows of the big tables begin with a moment: sorted, a person's rows lie apart from each
other in the table, as they do when they arrive over the years.
"""

COLUMNS = {
    "facility": ("code", "name", "name_folded"),
    "village": ("id", "name", "name_folded", "commune", "former_commune"),
    "household": ("id", "code", "commune", "village_id"),
    "person": (
        "id", "full_name", "name_folded", "sex", "birth_date", "birth_precision", "created_at",
        "commune",
    ),
    "membership": ("household_id", "person_id", "position", "relation", "joined_on"),
    "identifier": (
        "person_id", "system", "scope", "value", "value_index", "active", "source", "recorded_on",
    ),
    "phone": ("person_id", "kind", "number", "number_index", "active", "source", "recorded_on"),
    "family_tie": (
        "person_id", "kind", "name", "relative_id", "represents", "source", "recorded_on",
    ),
    "representation": (
        "id", "person_id", "representative_id", "kind", "sees", "consents", "pays", "starts_at",
        "registered_by",
    ),
    "account": ("id", "person_id", "opened_at", "totp_last_step", "language", "large_text"),
    "administrative": (
        "person_id", "content_hash", "ethnicity", "occupation", "permanent_address",
        "permanent_ward", "source", "recorded_on",
    ),
    "history_answer": (
        "person_id", "item", "row", "answer", "detail", "sensitivity", "source", "recorded_on",
    ),
    "measurement": (
        "taken_at", "person_id", "kind", "value", "second_value", "origin", "questionable",
        "source", "recorded_on",
    ),
    "dose": (
        "given_on", "id", "person_id", "vaccine_key", "vaccine_code", "vaccine_name",
        "given_precision", "number_as_written", "facility_name", "source", "recorded_on",
    ),
    "encounter": (
        "started_at", "id", "person_id", "facility_code", "external_id", "content_hash", "reason",
        "advice", "sensitivity", "source", "recorded_on",
    ),
    "diagnosis": ("encounter_id", "position", "role", "icd10", "name", "sensitivity"),
    "medicine": (
        "encounter_id", "position", "name", "strength", "unit", "dose_text", "instruction",
        "quantity",
    ),
    "lab_result": (
        "resulted_at", "encounter_id", "person_id", "position", "kind", "name", "test_code",
        "value_text", "value", "unit",
    ),
    "staff_member": (
        "id", "staff_name", "full_name", "title", "sex", "facility_code", "commune", "village_id",
        "password_hash", "totp_secret", "totp_confirmed_at", "totp_last_step", "opened_at",
        "opened_by",
    ),
    "staff_role": ("staff_id", "role"),
    "audit_line": (
        "at", "event", "permitted", "basis", "section", "person_id", "account_id",
        "actor_person_id", "actor_name", "staff_id", "role", "facility_code", "chain", "position",
        "previous", "hash",
    ),
    "sign_in_session": (
        "id", "token_hash", "account_id", "started_at", "last_seen_at", "confirmed_at",
        "expires_at", "idle_seconds", "shared_device", "device", "ended_at", "end_reason",
    ),
    "outbox": (
        "dedupe_key", "kind", "created_at", "not_before", "attempts", "sent_at",
    ),
    "service_case": (
        "id", "year", "number", "person_id", "kind", "state", "subject", "says", "opened_by",
        "form_key", "opened_at", "due_on", "answer", "answered_at",
    ),
    "consent": (
        "id", "person_id", "staff_id", "purpose", "valid_from", "valid_until", "channel",
        "wording_version", "wording_hash", "wording", "granted_at", "granted_as",
    ),
    "consent_section": ("consent_id", "section"),
    "fee_unit": ("id", "commune", "name", "prefix", "address", "tax_code"),
    "fee_terms": ("id", "unit_id", "year", "amount", "decision", "due_on", "entered_at"),
    "fee_charge": (
        "id", "person_id", "year", "unit_id", "household_id", "village_id", "terms_id", "amount",
        "exemption", "opened_at",
    ),
    "fee_order": (
        "id", "memo", "unit_id", "household_id", "amount", "method", "state", "by_staff",
        "ordered_at", "expires_at", "closed_at",
    ),
    "fee_order_line": ("order_id", "charge_id", "amount"),
    "fee_receipt": (
        "id", "unit_id", "year", "number", "order_id", "household_id", "payer", "amount", "method",
        "staff_id", "collector", "issued_at", "unit_name", "unit_address", "unit_tax_code",
    ),
    "fee_charge_payment": ("charge_id", "receipt_id", "full_name", "amount", "paid_at"),
    "fee_receipt_counter": ("unit_id", "year", "last"),
    "cash_box": ("unit_id", "holder_id", "held"),
    "ledger_move": (
        "at", "unit_id", "from_book", "to_book", "to_holder", "amount", "cause", "cause_id",
    ),
}  # fmt: skip
NULL = r"\N"


class Rows(dict[str, list[str]]):
    """Lines for COPY by table, each a row in the order of COLUMNS."""

    def __missing__(self, table: str) -> list[str]:
        self[table] = []
        return self[table]

    def add(self, table: str, *values: object) -> None:
        """Put one row down; None is NULL, truth is t or f, bytes are hexadecimal."""
        self[table].append("\t".join(map(written, values)))


def written(value: object) -> str:
    """Write one value as COPY reads it; nothing here has tabs or backslashes."""
    if isinstance(value, str):
        return value
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return hexed(value)
    return str(value)


def hexed(value: bytes) -> str:
    """Write bytes as COPY reads them."""
    return rf"\\x{value.hex()}"
