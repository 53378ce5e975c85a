"""Keep the commune of each person, so that a search by name reads one commune of a province.

The database keeps it: it follows every household somebody moves into or leaves, whoever writes
that down, the version before this one too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_FOLLOW = """
UPDATE person SET commune = (
    SELECT household.commune FROM membership JOIN household ON household.id = household_id
    WHERE person_id = person.id AND left_on IS NULL
)
"""
_OF_A_PERSON = ("household_id", "person_id", "left_on")
_OF_ROW = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_OF_HOUSEHOLD = """
WHERE id IN (SELECT person_id FROM membership WHERE household_id = NEW.id AND left_on IS NULL)
"""
_SQLITE_MEMBERSHIP = """
CREATE TRIGGER membership_{verb}_moves_person AFTER {verb} {of} ON membership
BEGIN {follow} WHERE id IN ({people}); END
"""
_SQLITE_HOUSEHOLD = """
CREATE TRIGGER household_moves_people AFTER UPDATE OF commune ON household
BEGIN {follow} {people}; END
"""
_POSTGRESQL = (
    f"""
    CREATE FUNCTION move_person() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {_FOLLOW} WHERE id IN (OLD.person_id, NEW.person_id); RETURN NULL; END $$
    """,
    f"""
    CREATE TRIGGER membership_moves_person
    AFTER INSERT OR DELETE OR UPDATE OF {", ".join(_OF_A_PERSON)} ON membership
    FOR EACH ROW EXECUTE FUNCTION move_person()
    """,
    f"""
    CREATE FUNCTION move_people() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {_FOLLOW} {_OF_HOUSEHOLD}; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER household_moves_people AFTER UPDATE OF commune ON household
    FOR EACH ROW EXECUTE FUNCTION move_people()
    """,
)


def upgrade() -> None:
    op.add_column("person", sa.Column("commune", sa.String(), nullable=True))
    for statement in _sqlite() if _on_sqlite() else _POSTGRESQL:
        op.execute(statement)
    op.execute(_FOLLOW)
    op.create_index(
        "ix_person_commune", "person", ["commune", "name_folded", "birth_date"], if_not_exists=True
    )


def downgrade() -> None:
    if _on_sqlite():
        op.execute("DROP TRIGGER household_moves_people")
        for verb in _OF_ROW:
            op.execute(f"DROP TRIGGER membership_{verb}_moves_person")
    else:
        op.execute("DROP TRIGGER household_moves_people ON household")
        op.execute("DROP TRIGGER membership_moves_person ON membership")
        op.execute("DROP FUNCTION move_people()")
        op.execute("DROP FUNCTION move_person()")
    op.drop_index("ix_person_commune", table_name="person")
    op.drop_column("person", "commune")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _sqlite() -> list[str]:
    of_membership = [
        _SQLITE_MEMBERSHIP.format(
            verb=verb,
            of="OF " + ", ".join(_OF_A_PERSON) if verb == "UPDATE" else "",
            follow=_FOLLOW,
            people=", ".join(f"{row}.person_id" for row in rows),
        )
        for verb, rows in _OF_ROW.items()
    ]
    return [*of_membership, _SQLITE_HOUSEHOLD.format(follow=_FOLLOW, people=_OF_HOUSEHOLD)]
