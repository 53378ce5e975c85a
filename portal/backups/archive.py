"""The parts of a backup as one tar archive that is written and read as it flows.

The size of a dump is known when it ends, and tar wants sizes first: so the database comes in
pieces, and nothing of it ever lies on a disk in clear.
"""

import tarfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from portal.backups.faults import Unreadable

CHECKPOINTS, MANIFEST = "audit-checkpoints.jsonl", "manifest.json"
PIECE = 4 * 1024 * 1024
_DATABASE = "database."
_END = bytes(2 * tarfile.BLOCKSIZE)


def written(
    checkpoints: bytes, database: Iterable[bytes], manifest: Callable[[], bytes]
) -> Iterator[bytes]:
    """Yield the archive; `manifest` is asked when the database has passed."""
    yield from _member(CHECKPOINTS, checkpoints)
    for number, piece in enumerate(_pieces(database)):
        yield from _member(f"{_DATABASE}{number:06}", piece)
    yield from _member(MANIFEST, manifest())
    yield _END


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


def _member(name: str, content: bytes) -> Iterator[bytes]:
    head = tarfile.TarInfo(name)
    head.size, head.mode = len(content), 0o600
    yield head.tobuf(tarfile.USTAR_FORMAT)
    yield content
    yield bytes(-len(content) % tarfile.BLOCKSIZE)


def read(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts by name, each piece of the database as `database`, up to the very end."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                part = archive.extractfile(member)
                yield _named(member), part.read() if part else b""
    except tarfile.TarError as fault:
        raise Unreadable("the backup is not whole") from fault
    while stream.read(PIECE):
        continue


def _named(member: tarfile.TarInfo) -> str:
    if member.size > max(PIECE, 2**30 if member.name == CHECKPOINTS else 0):
        raise Unreadable("the backup holds a part of no size it could have")
    return "database" if member.name.startswith(_DATABASE) else member.name
