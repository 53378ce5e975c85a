"""A migration runs while the version before it still serves (expand, move, contract).

What would break that version, or hold a growing table while it is read through, is found in the
code of each migration since 0023; everything before was written before anybody used the portal.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FIRST = "0023"
FOLDER = Path(__file__).resolve().parents[2] / "migrations" / "versions"
NEW = sorted(path for path in FOLDER.glob("*.py") if path.name[:4] >= FIRST)
TAKEN_AWAY = {"drop_column", "drop_table", "rename_table"}


def faults(source: str) -> list[str]:
    """Say what the version before could not live with.

    A migration that contracts says which one, of an earlier release, it ends: `CONTRACTS = "0023"`.
    """
    tree = ast.parse(source)
    named = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    contracts = any(isinstance(name, ast.Name) and name.id == "CONTRACTS" for name in named)
    upgrade = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    calls = list(_on_postgresql(upgrade, tree))
    made = {_text(call.args[0]) for call in calls if _verb(call) == "create_table" and call.args}
    return [fault for call in calls for fault in _faults(call, made, contracts=contracts)]


def _faults(call: ast.Call, made: set[str], *, contracts: bool) -> Iterator[str]:
    verb, given = _verb(call), {word.arg: word.value for word in call.keywords}
    texts = {_text(argument) for argument in call.args}
    if verb in TAKEN_AWAY and not contracts:
        yield f"{verb} takes away what the version before still uses"
    if verb == "alter_column" and not contracts and given.keys() & {"new_column_name", "type_"}:
        yield "alter_column renames or rewrites a column under the version before"
    if verb == "alter_column" and not contracts and _is(given.get("nullable"), False):
        yield "alter_column refuses what the version before leaves empty"
    if verb == "add_column":
        yield from _faults_of_column(call)
    if verb == "create_index" and not texts & made and "if_not_exists" not in given:
        yield "create_index needs if_not_exists, so that it can be made concurrently before"
    checks = verb == "create_check_constraint" and not texts & made
    if checks and not _is(given.get("postgresql_not_valid"), True):
        yield "create_check_constraint reads the whole table under lock: postgresql_not_valid"


def _faults_of_column(call: ast.Call) -> Iterator[str]:
    for column in ast.walk(call):
        if isinstance(column, ast.Call) and _verb(column) == "Column":
            given = {word.arg: word.value for word in column.keywords}
            if _is(given.get("nullable"), False) and "server_default" not in given:
                yield "add_column needs a server_default, or the version before cannot insert"


def _on_postgresql(upgrade: ast.FunctionDef, tree: ast.Module) -> Iterator[ast.Call]:
    """Return the calls of upgrade() and of the functions it names, but for SQLite's own."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    waiting, seen = [upgrade], {"upgrade"}
    while waiting:
        for call in _calls_of(waiting.pop().body):
            yield call
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in functions and name not in seen:
                seen.add(name)
                waiting.append(functions[name])


def _calls_of(body: list[ast.stmt]) -> Iterator[ast.Call]:
    for statement in body:
        if isinstance(statement, ast.If) and '"sqlite"' in ast.unparse(statement.test).replace(
            "'", '"'
        ):
            yield from _calls_of(statement.orelse)
            continue
        yield from (node for node in ast.walk(statement) if isinstance(node, ast.Call))


def _verb(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def test_the_version_before_lives_with_each_new_migration() -> None:
    found = {path.name: faults(path.read_text(encoding="utf-8")) for path in NEW}
    assert {name: unbearable for name, unbearable in found.items() if unbearable} == {}


HARMLESS = """
def upgrade():
    op.create_table("visit_note", sa.Column("id", sa.Uuid(), nullable=False))
    op.create_index("ix_visit_note_id", "visit_note", ["id"])
    op.create_index("ix_person_name", "person", ["name"], if_not_exists=True)
    op.add_column("person", sa.Column("called", sa.String(), nullable=True))
    op.add_column("person", sa.Column("n", sa.Integer(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "sqlite":
        _move()
        return
    op.drop_constraint("kind", "person", type_="check")
    op.create_check_constraint("kind", "person", "n > 0", postgresql_not_valid=True)

def _move():
    op.drop_table("person")

def downgrade():
    op.drop_column("person", "called")
"""


def test_what_only_adds_is_let_through() -> None:
    assert faults(HARMLESS) == []


@pytest.mark.parametrize(
    "step",
    [
        'op.drop_column("person", "name")',
        'op.drop_table("person")',
        'op.rename_table("person", "resident")',
        'op.alter_column("person", "name", new_column_name="full_name")',
        'op.alter_column("person", "name", type_=sa.Text())',
        'op.alter_column("person", "name", nullable=False)',
        'op.add_column("person", sa.Column("n", sa.Integer(), nullable=False))',
        'op.create_index("ix_person_name", "person", ["name"])',
        'op.create_check_constraint("kind", "person", "n > 0")',
        '_inside()\n\ndef _inside():\n    op.drop_table("person")',
        'with op.batch_alter_table("person") as batch:\n        batch.drop_column("name")',
    ],
)
def test_what_the_version_before_cannot_bear_is_found(step: str) -> None:
    assert len(faults(f"def upgrade():\n    {step}\n")) == 1


def test_a_contraction_names_what_it_ends() -> None:
    source = 'CONTRACTS = "0023"\n\ndef upgrade():\n    op.drop_column("person", "name")\n'
    assert faults(source) == []
