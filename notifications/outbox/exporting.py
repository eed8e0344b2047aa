"""The filtered ledger as a sheet. Every cell is text: nothing a user once typed is ever a formula or a link."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO

from django.utils import timezone

from notifications.outbox import registry
from notifications.outbox.acts import Act
from notifications.outbox.channels.catalogue import label_of
from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.queries import LedgerFilter, ledger
from projects.audit.services import audited, record
from projects.errors import Invalid
from projects.masking import mask_mail
from projects.people.models import Officer
from projects.privacy.showing import shown_text
from projects.sheets import write_table

MOST = 50_000
PIECE = 500
COLUMNS = (
    ("应发时间", 17),
    ("产生时间", 17),
    ("接收人", 10),
    ("单位", 22),
    ("规则", 18),
    ("标题", 48),
    ("补发", 6),
    ("状态", 10),
    ("失效原因", 30),
    ("阅读时间", 17),
    ("渠道", 8),
    ("地址", 24),
    ("重发", 6),
    ("结果", 14),
    ("送达时间", 17),
    ("应答", 40),
)


def export(officer: Officer, wanted: LedgerFilter, said: Sequence[str], *, now: datetime) -> IO[bytes]:
    """An xlsx of everything that ``wanted`` leaves, one line a delivery, the latest first. ``Invalid`` above 50,000.

    The export is an act, recorded with its filters. Addresses are masked, as on the pages.
    """
    count = ledger(officer, wanted).count()
    if count > MOST:
        raise Invalid(f"符合条件的提醒有 {count} 条，一次最多导出 {MOST} 条。请缩短日期范围或增加条件后再导出。")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    try:
        write_table(file, "提醒记录", COLUMNS, _lines(_pieces(officer, wanted)))
        with audited():
            filters = "；".join(said) or "无（全部可查看的提醒）"
            record(Act.EXPORT, by=officer, now=now, name="提醒记录", detail=f"共 {count} 条。筛选条件：{filters}")
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _pieces(officer: Officer, wanted: LedgerFilter) -> Iterator[Occurrence]:
    rows = ledger(officer, wanted)
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    for start in range(0, len(keys), PIECE):
        yield from rows.filter(pk__in=keys[start : start + PIECE])


def _lines(rows: Iterator[Occurrence]) -> Iterator[list[str]]:
    """The texts of each line; one line a delivery, and one where there is none."""
    for row in rows:
        for one in _each(row):
            yield [shown_text(text) for text in (*_told(row), *_handed(row, one))]


def _each(row: Occurrence) -> list[Delivery] | list[None]:
    """One line each; one without, where there is none."""
    return list(row.deliveries.all()) or [None]


def _told(row: Occurrence) -> tuple[str, ...]:
    return (
        _at(row.due_at),
        _at(row.created_at),
        row.recipient.name,
        row.recipient.organisation.label if row.recipient.organisation else "",
        registry.label_of(row.rule),
        row.title,
        "是" if row.is_late else "",
        row.get_state_display(),
        row.void_reason,
        _at(row.read_at),
    )


def _handed(row: Occurrence, one: Delivery | None) -> tuple[str, ...]:
    if one is None:
        return ("", "", "", row.get_quiet_display() if row.quiet else "仅站内信", "", "")
    return (
        label_of(one.channel),
        mask_mail(one.address),
        f"第 {one.copy} 次" if one.copy else "",
        one.get_state_display(),
        _at(one.sent_at),
        one.smtp_reply,
    )


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
