"""The report as a workbook: what was drawn and how, the list, the frame. Text stays text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from projects.sheets import TEXT_ONLY
from workflow.spotchecks.kinds import Finding
from workflow.spotchecks.models import FrameRow, Round, Visit
from workflow.spotchecks.queries import StratumLine

_LIST = ("序号", "项目编号", "项目名称", "落地单位", "节点", "发生日期", "层", "核查人员", "期限", "结论", "核查情况",
         "提交时间", "整改期限", "撤销")  # fmt: skip
_FRAME = ("认定标识", "层", "层内序号", "是否抽中")


def to_file(
    round_: Round, visits: Sequence[Visit], strata: Sequence[StratumLine], frame: Iterable[FrameRow]
) -> IO[bytes]:
    """``strata`` and ``frame`` empty: not for this reader, and neither is the seed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with xlsxwriter.Workbook(file, TEXT_ONLY) as book:
        bold = book.add_format({"bold": True, "bg_color": "#EFF6FF"})
        if strata:
            _write(book, "抽样", bold, ("项目", "内容"), _facts(round_))
            words = [str(label) for label in Finding.labels]
            rows = [
                [one.name, one.rows, one.drawn, *one.findings.values(), one.open, one.percent_false] for one in strata
            ]
            _write(book, "分层", bold, ("层", "抽样框", "抽中", *words, "未完成", "不属实率（%）"), rows)
        _write(book, "名单", bold, _LIST, [_line(visit) for visit in visits])
        rows_ = [[str(row.transition_id), row.stratum, row.place, "是" if row.is_drawn else ""] for row in frame]
        if rows_:
            _write(book, "抽样框", bold, _FRAME, rows_)
    file.seek(0)
    return file


def _facts(round_: Round) -> list[list[Any]]:
    known_at = timezone.localtime(round_.known_at) if round_.known_at else None
    return [
        ["轮次", round_.number],
        ["名称", round_.title],
        ["范围", str(round_.organisation)],
        ["节点", round_.steps_label],
        ["时间段", f"{round_.from_on} 至 {round_.to_on}"],
        ["分层", round_.dimensions_label],
        ["样本分配", f"{round_.get_method_display()}：{round_.size}"],
        ["随机种子", round_.seed],
        ["抽样算法", round_.algorithm],
        ["抽样框时点", f"{known_at:%Y-%m-%d %H:%M:%S}（北京时间）"],
        ["抽样框个数", round_.frame_size],
        ["抽样框 SHA-256", round_.frame_sha256],
    ]


def _line(visit: Visit) -> list[Any]:
    transition, project = visit.row.transition, visit.project
    line = [visit.number, project.number, project.name, project.landing_organisation.label]
    line += [str(transition.get_step_display()), str(transition.effective_on), visit.row.stratum, visit.sent]
    line += [str(visit.due_on or "")]
    if not visit.is_recorded:
        return line
    made = visit.record
    at = f"{timezone.localtime(made.recorded_at):%Y-%m-%d %H:%M}"
    return [*line, str(made.get_finding_display()), made.text, at, str(made.mend_by or ""), revocation_words(visit)]


def revocation_words(visit: Visit) -> str:
    """What became of the request to revoke."""
    claims = [one.claim for one in visit.record.proposals.all()]
    if any(hasattr(claim, "transition") for claim in claims):
        return "已撤销"
    return str(claims[-1].get_state_display()) if claims else ""


def _write(book: Any, name: str, bold: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 18)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    for row, values in enumerate(rows, 1):
        for place, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, place, value)
            elif value is not None:
                sheet.write_string(row, place, str(value)[:32_000])
