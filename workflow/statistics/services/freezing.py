"""Freezing a figure: bulletins and packs publish what stands here (domain.md 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.statistics.acts import Act
from workflow.statistics.figures import Question
from workflow.statistics.freezing import seal, stored_cells, stored_rows
from workflow.statistics.keys import encode
from workflow.statistics.models import FrozenFigure
from workflow.statistics.queries import figure, rows_of, value_of_question

MOST_ROWS = 100_000


@audited()
def freeze(question: Question, *, title: str, by: Officer, now: datetime) -> FrozenFigure:
    """Store the number, its cells and its rows as ``by`` sees them; nothing changes them any more.

    ``known_at`` must not lie after ``now``: what is not yet known cannot be frozen. ``Conflict`` (``moving``) where
    records that bear an earlier instant were still being written: asked a moment later it succeeds.
    """
    if not by.may(Permission.STATISTICS_READ):
        raise NotAllowed("您没有查看统计的权限。")
    if question.moment.known_at > now:
        raise Invalid("数据时点不能晚于现在，请重新选择。", "known_at")
    asked = replace(question, moment=replace(question.moment, is_latest=False))
    listed = rows_of(by, asked, limit=MOST_ROWS + 1)
    if len(listed) > MOST_ROWS:
        raise Invalid(f"明细超过{MOST_ROWS:,}条，不能定稿，请缩小范围。", "question", "too_many")
    value = value_of_question(by, asked)
    amount = sum((one.amount or Decimal(0) for one in listed), Decimal(0))
    if (sum(one.count for one in listed), amount) != (value.count, value.amount or Decimal(0)):
        raise Conflict("统计时有新的记录正在写入，请稍后再定稿。", "moving")
    cells = stored_cells(figure(by, asked).cells) if asked.by is not None and asked.cell is None else []
    frozen = FrozenFigure(
        title=_checked_title(title),
        key=encode(asked),
        as_of=asked.moment.as_of,
        known_at=asked.moment.known_at,
        measure=asked.measure,
        scope=by.scope_root,
        count=value.count,
        amount=amount,
        cells=cells,
        rows=stored_rows(listed),
        frozen_by=by,
        frozen_at=now,
    )
    frozen.sha256 = seal(frozen.key, frozen.count, frozen.amount, frozen.cells, frozen.rows)
    frozen.save(force_insert=True)
    record(Act.FREEZE, frozen, by=by, now=now, detail=f"{value.count}个，校验值{frozen.sha256[:16]}")
    return frozen


def _checked_title(title: str) -> str:
    most = FrozenFigure._meta.get_field("title").max_length or 0
    text = title.strip()
    if not text or len(text) > most or "\x00" in text:
        raise Invalid(f"请填写名称，最多{most}个字。", "title", "required")
    return text
