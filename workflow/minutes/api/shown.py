"""Minutes as the API answers them."""

from __future__ import annotations

from rest_framework import serializers

from projects.gateway.doors import Row, Rows
from projects.people.models import Officer
from workflow.minutes.api.decisions import MeetingDecisionShown, decision_row
from workflow.minutes.kinds import MinutesState, PresenceState
from workflow.minutes.models import Edition, Minutes
from workflow.minutes.policies import may_record
from workflow.minutes.queries.reading import decisions_of


class PresenceShown(serializers.Serializer):
    """Somebody present, excused or sitting in."""

    officer = serializers.UUIDField(allow_null=True, help_text="人员标识，临时参加的为空")
    name = serializers.CharField(help_text="姓名")
    unit = serializers.CharField(help_text="单位职务")
    state = serializers.ChoiceField(PresenceState.choices, help_text="出席情况")
    reason = serializers.CharField(help_text="请假事由")
    deputy = serializers.CharField(help_text="代为出席的人")


class SectionShown(serializers.Serializer):
    """A further section."""

    heading = serializers.CharField(help_text="小标题")
    paragraphs = serializers.ListField(child=serializers.CharField(), help_text="段落")


class CorrectionShown(serializers.Serializer):
    """An addition to locked minutes."""

    number = serializers.IntegerField(help_text="序号")
    text = serializers.CharField(help_text="更正内容")
    reason = serializers.CharField(help_text="更正理由")
    at = serializers.DateTimeField(help_text="更正时间")


class MinutesReceiptShown(serializers.Serializer):
    """Somebody to whom the minutes were sent."""

    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    organisation = serializers.CharField(allow_null=True, help_text="代收单位代码，参会人为空")
    sent_at = serializers.DateTimeField(help_text="印发时间")
    acknowledged_at = serializers.DateTimeField(allow_null=True, help_text="签收时间")


class MinutesShown(serializers.Serializer):
    """The minutes of a sitting."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本，内容、出席、议定事项变更和更正后加一")
    created_at = serializers.DateTimeField(help_text="起草时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    meeting = serializers.UUIDField(help_text="调度会标识")
    title = serializers.CharField(help_text="标题")
    state = serializers.ChoiceField(MinutesState.choices, help_text="状态")
    number = serializers.CharField(help_text="文号")
    opening = serializers.CharField(help_text="开头")
    sections = SectionShown(many=True, help_text="其他内容")
    presences = PresenceShown(many=True, help_text="出席情况")
    decisions = MeetingDecisionShown(many=True, help_text="议定事项")
    corrections = CorrectionShown(many=True, help_text="更正")
    return_note = serializers.CharField(help_text="退回意见")
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="送确认时间")
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="确认时间")
    pack_sha256 = serializers.CharField(help_text="会议材料 SHA-256")
    docx_sha256 = serializers.CharField(help_text="可编辑文件 SHA-256")
    pdf_sha256 = serializers.CharField(help_text="版式文件 SHA-256")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="印发给本人的时间")
    acknowledged_at = serializers.DateTimeField(allow_null=True, help_text="本人签收时间")
    receipts = MinutesReceiptShown(many=True, help_text="印发和签收情况，只给组织会议的单位")


SAME = (
    *("id", "created_at", "updated_at", "state", "number", "opening", "sections", "return_note", "submitted_at"),
    *("confirmed_at", "pack_sha256"),
)


def minutes_row(found: Minutes, by: Officer, url: str) -> Row:
    """As answered to ``by``."""
    corrections = list(found.corrections.values("number", "text", "reason", "at"))
    edition = Edition.objects.filter(minutes=found).order_by("-edition").defer("docx", "pdf").first()
    receipts = _receipts(found)
    mine: Row = next((one for one in receipts if one["officer"] == by.pk), {})
    return {
        **{name: getattr(found, name) for name in SAME},
        "url": url,
        "version": found.version + len(corrections),
        "meeting": found.meeting_id,
        "title": str(found),
        "presences": _presences(found),
        "decisions": [decision_row(one) for one in decisions_of(found.meeting, by)],
        "corrections": corrections,
        "docx_sha256": edition.docx_sha256 if edition else "",
        "pdf_sha256": edition.pdf_sha256 if edition else "",
        "sent_at": mine.get("sent_at"),
        "acknowledged_at": mine.get("acknowledged_at"),
        "receipts": receipts if may_record(found.meeting, by) else [],
    }


def version_of(found: Minutes) -> int:
    """What the entity tag says: corrections are rows beside the locked minutes."""
    return found.version + (found.corrections.count() if found.is_confirmed else 0)


def _presences(found: Minutes) -> Rows:
    return [dict(one) for one in found.meeting.presences.values("officer", "name", "unit", "state", "reason", "deputy")]


def _receipts(found: Minutes) -> Rows:
    same = ("officer", "sent_at", "acknowledged_at")
    rows = found.receipts.values(*same, "officer__name", "organisation__code")
    return [
        {name: row[name] for name in same} | {"name": row["officer__name"], "organisation": row["organisation__code"]}
        for row in rows
    ]
