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
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from projects.audit.chain import ALGORITHMS, instant

log = logging.getLogger("luodi.audit")


@dataclass(frozen=True)
class Checkpoint:
    """After entry ``seq`` the chain's hash was ``hash``."""

    at: str
    seq: int
    hash: str
    signature: str = ""

    def signed(self) -> str:
        """The signature that belongs to it, with the key of the installation."""
        message = f"{self.at}\n{self.seq}\n{self.hash}".encode()
        return hmac.digest(settings.AUDIT_KEY.encode(), message, ALGORITHMS[settings.AUDIT_ALGORITHM]).hex()

    @property
    def is_genuine(self) -> bool:
        """Signed by this installation, whichever algorithm it used then?"""
        message = f"{self.at}\n{self.seq}\n{self.hash}".encode()
        key = settings.AUDIT_KEY.encode()
        return any(
            hmac.compare_digest(self.signature, hmac.digest(key, message, name).hex()) for name in ALGORITHMS.values()
        )


def path() -> Path:
    """Where the checkpoints are."""
    return Path(settings.AUDIT_CHECKPOINTS)


def leave(seq: int, hash_: str, *, now: datetime) -> Checkpoint:
    """Add one line to the file, flushed to the disk, and one to the log."""
    unsigned = Checkpoint(instant(now), seq, hash_)
    checkpoint = Checkpoint(unsigned.at, seq, hash_, unsigned.signed())
    line = json.dumps(vars(checkpoint), sort_keys=True)
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    log.warning("audit checkpoint %s", line)
    return checkpoint


def kept() -> Iterator[Checkpoint]:
    """All checkpoints of the file, also those that are not genuine; a line that is none raises ValueError."""
    if not path().exists():
        return
    with path().open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield Checkpoint(**json.loads(line))
            except (TypeError, ValueError) as broken:
                raise ValueError(f"检查点文件第 {number} 行无法读取，请核对 {path()}。") from broken
