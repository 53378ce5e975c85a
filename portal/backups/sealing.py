"""Encrypting for a public key while writing, and decrypting while reading (age).

Every chunk proves itself, its place and whether it is the last: a changed byte, a file cut
short or lengthened ends in Unreadable.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO, Any

import pyrage

from portal.backups.faults import BackupFailed, Unreadable


def new_key(path: Path) -> str:
    """Write a private key, readable by its owner only; return the public one."""
    identity = pyrage.x25519.Identity.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{identity}\n")
    return str(identity.to_public())


def recipients_from(keys: Sequence[str]) -> list[Any]:
    """Return the public keys these texts are; raise BackupFailed when one is none."""
    try:
        return [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError as fault:
        raise BackupFailed("PORTAL_BACKUP_RECIPIENTS are public keys: age1…") from fault


def identity_from(path: Path) -> Any:
    """Return the private key of a file, as age-keygen or `backup new-key` wrote it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        [key] = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        return pyrage.x25519.Identity.from_str(key)
    except (OSError, ValueError, pyrage.IdentityError) as fault:
        raise BackupFailed("the private key of the backups is not readable") from fault


class _Held:
    """Calls a function for the encryption, and holds the error that it would swallow."""

    def __init__(self, call: Callable[[Any], Any]) -> None:
        self._call = call
        self.fault: Exception | None = None

    def read(self, size: int) -> Any:
        return self._held(size)

    def write(self, content: bytes) -> Any:
        return self._held(content)

    def flush(self) -> None:
        """Leave it to the file."""

    def _held(self, argument: Any) -> Any:
        try:
            return self._call(argument)
        except Exception as fault:
            self.fault = fault
            raise


def seal(chunks: Iterable[bytes], into: IO[bytes], recipients: list[Any]) -> None:
    """Encrypt what the chunks hold; an error of theirs, or of the file, is raised as it was."""
    source, target = _Held(_reading(chunks)), _Held(into.write)
    try:
        pyrage.encrypt_io(source, target, recipients)
    except (pyrage.EncryptError, OSError) as fault:
        raise source.fault or target.fault or BackupFailed("not encrypted") from fault


def _reading(chunks: Iterable[bytes]) -> Callable[[int], bytes]:
    """Return a function that hands out so many bytes at a time."""
    left, waiting = iter(chunks), memoryview(b"")

    def read(size: int) -> bytes:
        nonlocal waiting
        while not waiting:
            try:
                waiting = memoryview(next(left))
            except StopIteration:
                return b""
        piece, waiting = bytes(waiting[:size]), waiting[size:]
        return piece

    return read


@contextmanager
def opened(path: Path, identity: Any) -> Iterator[IO[bytes]]:
    """Yield the plain content of a backup, decrypted beside; it has to be read to its end."""
    reading, writing = os.pipe()
    faults: list[Exception] = []
    work = Thread(target=_decrypt, args=(path, identity, writing, faults), daemon=True)
    work.start()
    try:
        with os.fdopen(reading, "rb") as plain:
            yield plain
    finally:
        work.join()
        if faults and not isinstance(faults[0], BrokenPipeError):
            raise _explained(faults[0]) from faults[0]


def _decrypt(path: Path, identity: Any, writing: int, faults: list[Exception]) -> None:
    try:
        with os.fdopen(writing, "wb") as plain, path.open("rb") as sealed:
            target = _Held(plain.write)
            try:
                pyrage.decrypt_io(sealed, target, [identity])
            except (pyrage.DecryptError, OSError) as fault:
                faults.append(target.fault or fault)
    except OSError as fault:
        faults.append(fault)


def _explained(fault: Exception) -> BackupFailed:
    if "No matching keys" in str(fault):
        return Unreadable("this private key does not open the backup")
    if isinstance(fault, OSError) and fault.filename:
        return BackupFailed(f"{fault.strerror}: {Path(fault.filename).name}")
    return Unreadable("the backup was changed or cut short")
