"""Making a backup: one moment of the database and what was signed of the log, sealed at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from portal.backups import archive, folder, postgresql, sealing, sqlite
from portal.backups.faults import BackupFailed
from portal.backups.figures import Figures
from portal.backups.manifest import Content, Manifest, Measure
from portal.config import Config
from portal.kernel import clock

Taken = AbstractContextManager[tuple[Figures, Iterator[bytes]]]


def create(config: Config, checkpoints: Path, into: Path) -> Path:
    """Make a backup and return its file; raise BackupFailed or OSError, and leave nothing."""
    recipients = sealing.recipients_from(config.backups.recipients)
    if not recipients:
        raise BackupFailed("nobody could open it: PORTAL_BACKUP_RECIPIENTS is empty")
    # Read first: every end that is signed has to be in the copy that is taken after it.
    signed = checkpoints.read_bytes() if checkpoints.exists() else b""
    with folder.alone_in(into):
        made_at = clock.now()
        path = into / folder.name_for(made_at)
        url = config.backups.database_url or config.database_url
        with folder.new_file(path) as file, _taken(url, config) as (figures, chunks):
            measure = Measure()

            def manifest() -> bytes:
                return Manifest(
                    made_at=made_at,
                    version=_version(),
                    kind=_kind(url),
                    figures=figures,
                    database=measure.content,
                    checkpoints=_measured(signed),
                ).as_json()

            sealing.seal(
                archive.written(signed, _passing(chunks, measure), manifest), file, recipients
            )
    return path


def _taken(url: str, config: Config) -> Taken:
    if _kind(url) == "sqlite":
        return sqlite.taken(url, config.instance)
    return postgresql.taken(url, config.backups.programs)


def _kind(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def _passing(chunks: Iterator[bytes], measure: Measure) -> Iterator[bytes]:
    for chunk in chunks:
        measure.take(chunk)
        yield chunk


def _measured(content: bytes) -> Content:
    measure = Measure()
    measure.take(content)
    return measure.content


def _version() -> str:
    try:
        return version("ho-so-suc-khoe")
    except PackageNotFoundError:
        return "of a working copy"
