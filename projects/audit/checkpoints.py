"""The end of the chain, kept outside the database each hour: a signed line in an append-only file, and in the log.

Who rewrites the whole table rewrites no file on another machine: point ``LUODI_AUDIT_CHECKPOINTS`` at one, or ship the
log lines away (docs/operator.md).
"""

from __future__ import annotations

import hmac
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from projects.audit.chain import ALGORITHMS, instant
from projects.audit.keys import FIRST, keys, newest

log = logging.getLogger("luodi.audit")

LONGEST_LINE = 4096


@dataclass(frozen=True)
class Checkpoint:
    """After entry ``seq`` the chain's hash was ``hash``. ``key``: the number of the key that signed this."""

    at: str
    seq: int
    hash: str
    signature: str = ""
    key: int = FIRST

    def signed(self) -> str:
        """The signature that belongs to it, with its key."""
        return hmac.digest(keys()[self.key], self._message(), ALGORITHMS[settings.AUDIT_ALGORITHM]).hex()

    @property
    def has_key(self) -> bool:
        """Is the key that signed it configured?"""
        return self.key in keys()

    @property
    def is_genuine(self) -> bool:
        """Signed by this installation, whichever algorithm it used then?"""
        if not self.has_key:
            return False
        made = (hmac.digest(keys()[self.key], self._message(), name).hex() for name in ALGORITHMS.values())
        return any(hmac.compare_digest(self.signature.encode(), one.encode()) for one in made)

    def _message(self) -> bytes:
        numbered = "" if self.key == FIRST else f"\n{self.key}"
        return f"{self.at}\n{self.seq}\n{self.hash}{numbered}".encode()


def path() -> Path:
    """Where the checkpoints are."""
    return Path(settings.AUDIT_CHECKPOINTS)


def leave(seq: int, hash_: str, *, now: datetime) -> Checkpoint:
    """Add one line to the file, flushed to the disk, and one to the log. OSError when the file cannot be written."""
    unsigned = Checkpoint(instant(now), seq, hash_, key=newest()[0])
    checkpoint = replace(unsigned, signature=unsigned.signed())
    line = json.dumps(vars(checkpoint), sort_keys=True)
    path().parent.mkdir(parents=True, exist_ok=True)
    _append(f"{line}\n".encode())
    log.warning("audit checkpoint %s", line)
    return checkpoint


def _append(line: bytes) -> None:
    """All of ``line`` or nothing: a full disk leaves no torn line behind."""
    with path().open("ab", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        try:
            written = file.write(line)
            if written != len(line):
                raise OSError(f"only {written} of {len(line)} bytes were written to {path()}")
            os.fsync(file.fileno())
        except OSError:
            if file.seek(0, os.SEEK_END) > before:
                file.truncate(before)
            raise


def kept() -> Iterator[tuple[int, Checkpoint | None]]:
    """Number of the line and checkpoint of every line of the file; None for a line that is none. May raise OSError."""
    if not path().exists():
        return
    with path().open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _read(line)


def _read(line: bytes) -> Checkpoint | None:
    try:
        found = json.loads(line)
        said = str(found["at"]), int(found["seq"]), str(found["hash"]), str(found["signature"])
        return Checkpoint(*said, int(found.get("key", FIRST)))
    except (KeyError, TypeError, ValueError):
        return None


def latest() -> Checkpoint | None:
    """The last line, if it is a checkpoint. May raise OSError."""
    if not path().exists():
        return None
    with path().open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - LONGEST_LINE))
        lines = [line for line in file.read().splitlines() if line.strip()]
    return _read(lines[-1]) if lines else None
