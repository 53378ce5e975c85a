"""Where two versions come from: the history, or the next version made up here."""

import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from portal.config import ROOT

PARTS = ("bench", "deploy", "migrations", "portal", "static", "templates", "tests")
MOST_BACK = 10
MIGRATION = '''"""Note where a case was told (made up by a rehearsal)."""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service_case", sa.Column("told_at", sa.String(), nullable=True))
    op.add_column("account", sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))
    op.create_check_constraint("asked", "account", "asked >= 0", postgresql_not_valid=True)
    op.create_index("ix_service_case_told_at", "service_case", ["told_at"], if_not_exists=True)


def downgrade() -> None:
    op.drop_index("ix_service_case_told_at", "service_case")
    op.drop_constraint("asked", "account", type_="check")
    op.drop_column("account", "asked")
    op.drop_column("service_case", "told_at")
'''
CONTRACTION = '''"""Drop what only the version before wrote (made up by a rehearsal)."""

from alembic import op

revision = "{next}"
down_revision = "{newest}"
branch_labels = None
depends_on = None
CONTRACTS = "{newest}"


def upgrade() -> None:
    op.execute("ALTER TABLE account VALIDATE CONSTRAINT ck_account_asked")
    op.drop_index("ix_service_case_told_at", "service_case")
    op.drop_column("service_case", "told_at")


def downgrade() -> None:
    raise NotImplementedError
'''


def version_before(folder: Path) -> Path | None:
    """Unpack the version that had not the newest migration; None where no history tells it.

    A commit whose modules do not come together was never rolled out: the one before it counts.
    """
    newest = _migrations(ROOT)[-1]
    added = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(newest))
    commit = added.decode().strip() if added else ""
    for back in range(1, MOST_BACK + 1) if commit else ():
        packed = _git("archive", f"{commit}~{back}", *PARTS, "wsgi.py", "pyproject.toml")
        if not packed:
            return None
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        if _comes_together(_with_words(folder)):
            return folder
        shutil.rmtree(folder)
    return None


def _comes_together(root: Path) -> bool:
    tried = [sys.executable, "-c", "import portal.app"]
    return subprocess.run(tried, cwd=root, capture_output=True, check=False).returncode == 0


def version_after(folder: Path) -> Path:
    """Copy this version and give it a migration more, on tables that are written all the time."""
    folder.mkdir()
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("wsgi.py", "pyproject.toml"):
        shutil.copy(ROOT / file, folder / file)
    _add(MIGRATION, folder)
    return _with_words(folder)


def contract(folder: Path) -> None:
    """Give the made-up version the migration that ends what its first began."""
    _add(CONTRACTION, folder)


def _add(migration: str, folder: Path) -> None:
    newest = _migrations(folder)[-1].name[:4]
    following = f"{int(newest) + 1:04d}"
    made_up = folder / "migrations" / "versions" / f"{following}_made_up.py"
    made_up.write_text(migration.format(next=following, newest=newest), encoding="utf-8")


def _with_words(folder: Path) -> Path:
    """Lend a version the compiled catalogues of this one; they are in no history."""
    shutil.copytree(ROOT / "translations", folder / "translations", dirs_exist_ok=True)
    return folder


def _migrations(root: Path) -> list[Path]:
    return sorted((root / "migrations" / "versions").glob("[0-9]*.py"))


def _git(*command: str) -> bytes | None:
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
