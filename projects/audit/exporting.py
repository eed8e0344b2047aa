"""The filtered entries as a sheet. Every cell is text: nothing a user once typed is ever a formula or a link."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from projects.audit import queries, words
from projects.audit.acts import Act
from projects.audit.models import Entry, Head
from projects.audit.services import audited, record
from projects.errors import Invalid
from projects.sheets import write_table

MOST = 100_000
PIECE = 2_000
COLUMNS = (
    ("序号", 8),
    ("时间", 20),
    ("账号", 14),
    ("姓名", 10),
    ("单位", 22),
    ("来源地址", 16),
    ("途径", 7),
    ("动作", 22),
    ("对象类型", 12),
    ("对象", 32),
    ("对象标识", 36),
    ("结果", 7),
    ("说明", 40),
    ("变更内容", 60),
    ("请求编号", 18),
    ("摘要", 66),
)


def export(wanted: queries.Wanted, said: list[str], *, by: Any, now: datetime) -> IO[bytes]:
    """An xlsx file of everything ``wanted`` leaves, the latest first; the export is an act, recorded with its filter.

    ``said``: the filters as sentences. ``Invalid`` above 100,000 entries.
    """
    found = queries.filtered(wanted, now=now)
    end = Head.objects.values_list("seq", flat=True).first() or 0
    found = found.filter(seq__lte=end)
    count = found.values("seq")[: MOST + 1].count()
    if count > MOST:
        raise Invalid(f"符合条件的记录超过 {MOST} 条，一次最多导出 {MOST} 条。请缩短时间范围或增加条件后再导出。")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    try:
        write_table(file, "审计记录", COLUMNS, map(_cells, _pieces(found)))
        with audited():
            filters = "；".join(said) or "无（全部记录）"
            record(Act.EXPORT, by=by, now=now, name="审计记录", detail=f"共 {count} 条。筛选条件：{filters}")
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _pieces(found: QuerySet[Entry]) -> Iterator[Entry]:
    """In pieces of constant size, walking down."""
    last: int | None = None
    while True:
        piece = list((found if last is None else found.filter(seq__lt=last))[:PIECE])
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].seq


def _cells(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.seq),
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        entry.actor,
        words.actor_label(entry),
        entry.actor_unit,
        entry.address,
        entry.get_channel_display(),
        entry.action_label,
        words.object_label(entry.object_type),
        entry.object_name,
        entry.object_id,
        entry.get_result_display(),
        entry.detail,
        words.change_text(entry),
        entry.request,
        entry.hash,
    )
