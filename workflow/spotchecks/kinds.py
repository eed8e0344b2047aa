"""The words of spot checks 核查 (domain.md 7)."""

from __future__ import annotations

from django.db import models


class RoundState(models.TextChoices):
    """A round is planned, then its sample is fixed for good."""

    PLANNED = "planned", "筹备中"
    FIXED = "fixed", "名单已固定"


class Method(models.TextChoices):
    """How many are drawn from a stratum."""

    PROPORTIONAL = "proportional", "按比例分配（每层至少一个）"
    FIXED = "fixed", "每层固定个数"


class Finding(models.TextChoices):
    """What the visit found about the claim."""

    TRUE = "true", "属实"
    MEND = "mend", "基本属实，需整改"
    FALSE = "false", "不属实"
    UNKNOWN = "unknown", "无法核实"


class Seen(models.TextChoices):
    """What was seen of one thing that had been claimed."""

    SAME = "same", "相符"
    DIFFERENT = "different", "不符"
    UNSEEN = "unseen", "未查看"


class AdditionKind(models.TextChoices):
    """What is added to a record that is locked."""

    CORRECTION = "correction", "更正、补充"
    RECHECK = "recheck", "整改复查"
