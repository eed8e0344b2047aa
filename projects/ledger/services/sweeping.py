"""Files that no row knows: what a transaction left behind when it was rolled back after the file was written.

They are put aside, not deleted: a database restored from before them knows them as little.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings

from projects.audit.services import audited, record
from projects.ledger.acts import Act
from projects.ledger.models import Evidence

GRACE = timedelta(days=1)
_MARK = ".swept"
ASIDE = ".unregistered"
_BATCH = 500


def sweep_files(now: datetime, *, every: timedelta = GRACE) -> int:
    """Put files of the evidence store that are older than a day and have no row into ``ASIDE``; answers how many.

    Looks at most once per ``every``: the mark is a file of the store itself.
    """
    root = Path(settings.MEDIA_ROOT)
    mark = root / _MARK
    if not root.is_dir() or (mark.exists() and now.timestamp() - mark.stat().st_mtime < every.total_seconds()):
        return 0
    before = (now - GRACE).timestamp()
    old = (path for path in _files(root) if path.stat().st_mtime < before)
    moved = sum(_sweep(root, batch, now) for batch in _batches(old))
    mark.touch()
    os.utime(mark, (now.timestamp(), now.timestamp()))
    return moved


def _files(root: Path) -> Iterator[Path]:
    """``<project>/<random>``: nothing else in the store is ours to move."""
    return (path for path in root.glob("[!.]*/*") if path.is_file() and not path.is_symlink())


def _batches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while batch := list(islice(paths, _BATCH)):
        yield batch


def _sweep(root: Path, batch: list[Path], now: datetime) -> int:
    names = {path.relative_to(root).as_posix(): path for path in batch}
    known = set(Evidence.objects.filter(file__in=list(names)).values_list("file", flat=True))
    lost = [path for name, path in names.items() if name not in known]
    for path in lost:
        kept = root / ASIDE / path.parent.name / path.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        path.rename(kept)
    if lost:
        _tell(len(lost), now)
    return len(lost)


@audited()
def _tell(number: int, now: datetime) -> None:
    record(Act.SWEEP_EVIDENCE, by=None, now=now, name="佐证材料存储", detail=f"移出没有登记的文件{number}个")
