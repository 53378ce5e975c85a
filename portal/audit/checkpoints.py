"""Signed statements of where the chains ended, kept in a file that leaves this machine.

The file only grows: one JSON record a line, each holding the hash of the record before and
the ends of the chains that grew since. Whoever has a copy can prove that the log was cut or
rewritten afterwards, even from its first line on.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy.engine import Connection

from portal.audit import heads
from portal.audit.chain import GENESIS, Head, canonical
from portal.audit.walk import Broken, Fault, Kind
from portal.config import Config
from portal.kernel import clock, crypto
from portal.kernel.crypto import SealBroken

Record = Mapping[str, Any]
PURPOSE = "audit-sign"


def own_file() -> Path:
    """Return where this installation keeps its signed checkpoints."""
    config = cast(Config, current_app.extensions["portal.config"])
    return config.instance / "audit-checkpoints.jsonl"


def signing_key(kid: int) -> Ed25519PrivateKey:
    """Return the signing key that comes from one key of the ring."""
    return Ed25519PrivateKey.from_private_bytes(crypto.ring().derive(PURPOSE, kid))


def public_key() -> str:
    """Return the public half of the key that signs now, in hexadecimal."""
    return signing_key(crypto.ring().active).public_key().public_bytes_raw().hex()


def read(path: Path) -> list[Record]:
    """Return the records of a file; raise Broken at the first that is not ours and whole."""
    records: list[Record] = []
    if not path.exists():
        return records
    previous = bytes(32).hex()
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        record = _genuine(line)
        if record is None or (record["number"], record["previous"]) != (number, previous):
            raise Broken(Fault(kind=Kind.BAD_SIGNATURE, checkpoint=number))
        records.append(record)
        previous = _digest(record)
    return records


def _genuine(line: bytes) -> Record | None:
    """Return the record of a line when its signature is ours."""
    try:
        record = json.loads(line)
        signature = bytes.fromhex(record["signature"])
        unsigned = {name: value for name, value in record.items() if name != "signature"}
        key = signing_key(record["key"]).public_key()
        key.verify(signature, canonical(unsigned))
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature, SealBroken):
        return None
    return dict(record)


def _digest(record: Record) -> str:
    return hashlib.sha256(canonical(record)).hexdigest()


def ends(records: Sequence[Record]) -> dict[UUID, dict[int, bytes]]:
    """Return every signed end, by chain and position."""
    found: dict[UUID, dict[int, bytes]] = {}
    for record in records:
        for owner, (position, digest) in record["heads"].items():
            found.setdefault(UUID(owner), {})[position] = bytes.fromhex(digest)
    return found


def take(connection: Connection, path: Path) -> Record:
    """Sign where the chains that grew end now, and append it to the file.

    Raise Broken when the file is not ours, or when a signed end is no longer there: a cut
    log is never signed.
    """
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        earlier = read(path)
        record = _signed(_grown(connection, earlier), earlier)
        file.write(canonical(record) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return record


def _grown(connection: Connection, earlier: Sequence[Record]) -> dict[UUID, Head]:
    """Return the ends of chains that no record has yet."""
    known = {owner: Head(max(at), at[max(at)]) for owner, at in ends(earlier).items()}
    grown = {}
    for owner, position, digest in connection.execute(heads.ALL):
        now, before = Head(position, bytes(digest)), known.pop(owner, GENESIS)
        if now.position < before.position:
            raise Broken(Fault(kind=Kind.TRUNCATED, chain=owner, position=now.position + 1))
        if now.position == before.position and now != before:
            raise Broken(Fault(kind=Kind.CHANGED, chain=owner, position=now.position))
        if now != before:
            grown[owner] = now
    for gone in sorted(known):
        raise Broken(Fault(kind=Kind.TRUNCATED, chain=gone, position=1))
    return grown


def _signed(grown: Mapping[UUID, Head], earlier: Sequence[Record]) -> Record:
    kid = crypto.ring().active
    last = earlier[-1] if earlier else None
    already = {owner: max(at) for owner, at in ends(earlier).items()}
    new_lines = sum(head.position - already.get(owner, 0) for owner, head in grown.items())
    record = {
        "number": len(earlier) + 1,
        "time": clock.now().isoformat(timespec="seconds"),
        "previous": _digest(last) if last else bytes(32).hex(),
        "lines": (last["lines"] if last else 0) + new_lines,
        "heads": {str(owner): [head.position, head.hash.hex()] for owner, head in grown.items()},
        "key": kid,
    }
    return {**record, "signature": signing_key(kid).sign(canonical(record)).hex()}


def newest_of(owner: UUID) -> dict[str, Any] | None:
    """Return the newest signed end of one chain, with what proves who signed it.

    A file that is not whole signs nothing; `flask audit verify` tells the operator.
    """
    try:
        records = read(own_file())
    except Broken:
        return None
    for record in reversed(records):
        if end := record["heads"].get(str(owner)):
            position, digest = end
            named = {name: record[name] for name in ("number", "time", "key", "signature")}
            return {**named, "position": position, "hash": digest}
    return None
