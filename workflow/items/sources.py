"""Where an action item comes from (practice.md 3.3): a meeting, an instruction, above, an enterprise, a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from projects.errors import Invalid
from projects.lines import check_line

MOST_LABEL, MOST_KEY = 120, 80


class SourceKind(models.TextChoices):
    """Kinds of origin."""

    MEETING = "meeting", "会议"
    INSTRUCTION = "instruction", "批示"
    SUPERIOR = "superior", "上级交办"
    ENTERPRISE = "enterprise", "企业诉求"
    REPORT = "report", "报送"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class Source:
    """``label``: for example 芜湖市重大项目周调度第34次会议. ``key``: of the one decision behind it, empty for none.

    Two items never share a key: one decision never makes two items (database constraint).
    """

    kind: str
    label: str = ""
    key: str = ""

    def checked(self) -> Source:
        """The same with its text cleaned, or ``Invalid``."""
        if self.kind not in SourceKind.values:
            raise Invalid("请选择事项来源。", "source_kind")
        label = check_line(self.label, "来源说明", "source_label")
        if len(label) > MOST_LABEL:
            raise Invalid(f"“来源说明”最多{MOST_LABEL}个字。", "source_label")
        if len(self.key) > MOST_KEY:
            raise Invalid(f"来源标识最多{MOST_KEY}个字符。", "source_key")
        return Source(self.kind, label, self.key)
