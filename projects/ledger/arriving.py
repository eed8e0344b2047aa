"""The part files of evidence on its way: beside the store, under a name nobody typed, never served.

How much has arrived is the size of the part file: true after a crash as well, for every part is flushed to the disk
before it is answered. One writer at a time per file, by a lock of the operating system.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from projects.errors import Conflict

FOLDER = ".arriving"


class WrongOffset(Conflict):
    """The part does not begin where the last one ended; ``offset`` is where it must begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"已收到{offset}字节，请从第{offset}字节继续上传（Upload-Offset: {offset}）。", "wrong_offset")
        self.offset = offset


def part_file(key: UUID) -> Path:
    """Where the parts of this upload are put together."""
    return Path(settings.MEDIA_ROOT) / FOLDER / key.hex


def arrived(key: UUID) -> int:
    """Bytes that have arrived."""
    return last_part(key)[0]


def last_part(key: UUID) -> tuple[int, datetime | None]:
    """Bytes that have arrived, and when the last of them did; None before the first."""
    try:
        found = part_file(key).stat()
    except FileNotFoundError:
        return 0, None
    return found.st_size, datetime.fromtimestamp(found.st_mtime, UTC) if found.st_size else None


def append(key: UUID, part: bytes, *, at: int) -> int:
    """Put ``part`` behind what is there; answers the new offset. ``WrongOffset`` unless that is ``at``."""
    path = part_file(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file, _alone(file):
        have = os.fstat(file.fileno()).st_size
        if have != at:
            raise WrongOffset(have)
        try:
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), have)  # a full disk leaves no torn part
            raise
        return have + len(part)


def drop(key: UUID) -> None:
    """Forget what has arrived."""
    part_file(key).unlink(missing_ok=True)


def part_files(*, before: datetime) -> list[UUID]:
    """Keys of the uploads to whose files nothing was added since."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    old = [one for one in folder.glob("*") if _written(one) < before.timestamp()] if folder.is_dir() else []
    return [UUID(hex=one.name) for one in old if re.fullmatch("[0-9a-f]{32}", one.name)]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # completed meanwhile
        return inf


@contextmanager
def _alone(file: IO[bytes]) -> Iterator[None]:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        raise Conflict("这个文件的另一段正在写入，请稍候查询进度后继续。", "upload_busy") from busy
    yield
