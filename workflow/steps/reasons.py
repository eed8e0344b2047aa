"""Reason codes of the steps that do not lead forward (practice.md 1.6). The code is stored, its label is shown."""

from __future__ import annotations

from django.db import models

from projects.ledger.stages import Step


class SuspendReason(models.TextChoices):
    """Why works wait with approval."""

    LAND = "land", "用地用林等要素未落实"
    FUNDS = "funds", "企业资金暂时未到位"
    MARKET = "market", "市场行情变化，企业申请缓建"
    APPROVAL = "approval", "规划、环评、能评等手续办理中"
    FORCE_MAJEURE = "force_majeure", "自然灾害等不可抗力"
    OTHER = "other", "其他原因（在说明中写明）"


class TerminateReason(models.TextChoices):
    """Why a project ends for good."""

    INVESTOR_QUIT = "investor_quit", "投资方放弃投资"
    OVERDUE_START = "overdue_start", "超过约定期限未开工，协商解约"
    FUNDS_BROKEN = "funds_broken", "企业资金链断裂或破产"
    NOT_ADMITTED = "not_admitted", "不符合产业、环保、能耗等准入要求"
    MOVED_AWAY = "moved_away", "项目转往外地"
    FALSE_REPORT = "false_report", "信息不实"
    OTHER = "other", "其他原因（在说明中写明）"


class WithdrawReason(models.TextChoices):
    """Why a project leaves the library though nobody ended it."""

    STALE = "stale", "长期无实质进展"
    DUPLICATE = "duplicate", "与其他项目重复填报"
    MERGED = "merged", "并入其他项目"
    MISREPORTED = "misreported", "填报有误，不应入库"
    OUT_OF_SCOPE = "out_of_scope", "不属于入库范围"
    OTHER = "other", "其他原因（在说明中写明）"


class ResumeReason(models.TextChoices):
    """Why works go on."""

    OBSTACLE_GONE = "obstacle_gone", "制约因素已解决"
    FUNDS_ARRIVED = "funds_arrived", "资金已到位"
    INVESTOR_ASKS = "investor_asks", "企业申请恢复建设"
    OTHER = "other", "其他原因（在说明中写明）"


class RestoreReason(models.TextChoices):
    """Why a lost project comes back."""

    TALKS_RESUMED = "talks_resumed", "重新洽谈并达成一致"
    WRONGLY_REMOVED = "wrongly_removed", "误作终止或退库"
    NEW_INVESTOR = "new_investor", "新投资方承接"
    OTHER = "other", "其他原因（在说明中写明）"


class RevokeReason(models.TextChoices):
    """What a spot check found."""

    FALSE_EVIDENCE = "false_evidence", "佐证材料不实"
    NOT_REACHED = "not_reached", "核查未达到该节点标准"
    WRONG_PROJECT = "wrong_project", "认定对象有误"
    DOUBLE_COUNTED = "double_counted", "重复认定"
    OTHER = "other", "其他原因（在说明中写明）"


REASONS: dict[str, type[models.TextChoices]] = {
    Step.SUSPEND: SuspendReason,
    Step.TERMINATE: TerminateReason,
    Step.WITHDRAW: WithdrawReason,
    Step.RESUME: ResumeReason,
    Step.RESTORE: RestoreReason,
    Step.REVOKE: RevokeReason,
}


def reasons_of(step: str) -> list[tuple[str, str]]:
    """Code and label of every reason that ``step`` knows; empty for a step that needs none."""
    return list(REASONS[step].choices) if step in REASONS else []


def label_of(step: str, code: str) -> str:
    """The Chinese label of a stored code; what was written by hand or by a district system is shown as it is."""
    return dict(reasons_of(step)).get(code, code)


def read_reason(step: str, reason: str, note: str) -> tuple[str, str]:
    """(code, text) as domain.md 2.2 asks for both. Words instead of a code count as 其他 with these words."""
    reason, note = reason.strip(), note.strip()
    if step not in REASONS or not reason or reason in REASONS[step].values:
        return reason, note
    return "other", "；".join(part for part in (reason, note) if part)
