"""What the door takes and answers."""

from __future__ import annotations

from rest_framework import serializers

from projects.gateway.bodies import Body
from projects.gateway.doors import PageQuery
from workflow.items.kinds import Answer, EventKind, Light, UpLevel
from workflow.items.moves import ItemState
from workflow.items.queries.listing import MINE
from workflow.items.sources import SourceKind

COUNTINGS = [("working", "工作日"), ("calendar", "自然日，遇休息日顺延")]


class ItemIssueBody(Body):
    """A new item. One of ``due_on`` and ``days``."""

    issuer = serializers.CharField(max_length=32, help_text="交办单位代码")
    matter = serializers.CharField(max_length=300, help_text="交办事项")
    requirement = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=2000, help_text="办理要求"
    )
    lead = serializers.CharField(max_length=32, help_text="牵头单位代码")
    joint = serializers.ListField(
        child=serializers.CharField(max_length=32),
        required=False,
        default=list,
        max_length=20,
        help_text="配合单位代码",
    )
    officer = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="责任人标识")
    project = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="项目标识")
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="办结期限")
    days = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="或天数")
    counting = serializers.ChoiceField(COUNTINGS, required=False, default="working", help_text="天数按工作日或自然日")
    source_kind = serializers.ChoiceField(SourceKind.choices, help_text="来源")
    source_label = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=120, help_text="来源说明"
    )
    source_key = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=80, help_text="来源标识：同一标识只生成一件"
    )


def _note(label: str, *, needed: bool) -> serializers.CharField:
    if needed:
        return serializers.CharField(max_length=2000, help_text=label)
    return serializers.CharField(required=False, allow_blank=True, default="", max_length=2000, help_text=label)


class ItemSignBody(Body):
    """To sign for it, or to take it over."""

    note = _note("意见", needed=False)
    officer = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="责任人标识")


class ItemNoteBody(Body):
    """Words that are needed."""

    note = _note("说明", needed=True)


class ItemUrgeBody(Body):
    """Words that may be left out."""

    note = _note("催办意见", needed=False)


class ItemOfficerBody(Body):
    """Who answers for it from now on."""

    officer = serializers.UUIDField(help_text="新责任人（牵头单位的在岗人员）")
    note = _note("更换原因", needed=False)


class ItemReplyBody(Body):
    """Words with files (``multipart/form-data``)."""

    note = _note("办理情况", needed=True)
    files = serializers.ListField(
        child=serializers.FileField(max_length=200),
        required=False,
        default=list,
        max_length=10,
        help_text="佐证材料，最多 10 个，每个不超过 50 MB",
    )


class ItemExtensionBody(Body):
    """A later day."""

    note = _note("延期理由", needed=True)
    wished_on = serializers.DateField(help_text="申请延至")


class ItemDecisionBody(Body):
    """The answer to it."""

    grants = serializers.BooleanField(help_text="是否同意")
    granted_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="同意延至，空为申请的日期"
    )
    note = _note("答复意见；不同意时必填", needed=False)


class ItemHandoverBody(Body):
    """Another unit."""

    to_unit = serializers.CharField(max_length=32, help_text="接收单位代码")
    note = _note("移交理由", needed=True)


class ItemPassUpBody(Body):
    """Whom to ask: one of ``to_unit`` and ``to_name``."""

    level = serializers.ChoiceField(UpLevel.choices, help_text="协调层级")
    to_unit = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=32, help_text="请求协调单位代码"
    )
    to_name = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=80, help_text="或系统外单位名称"
    )
    letter_no = serializers.CharField(required=False, allow_blank=True, default="", max_length=60, help_text="上报文号")
    note = _note("请求协调事项", needed=True)


class ItemAnswerUpBody(Body):
    """The reply from above."""

    referral = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="上报标识，空为最早一项")
    reply_letter_no = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="答复文号；登记来文时必填"
    )
    replied_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="答复日期，空为今天")
    note = _note("答复内容", needed=True)


class ItemTermBody(Body):
    """A new deadline: one of ``due_on`` and ``days``."""

    note = _note("理由", needed=True)
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="新的办结期限")
    days = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="或天数")
    counting = serializers.ChoiceField(COUNTINGS, required=False, default="working", help_text="天数按工作日或自然日")


class ItemReviewBody(Body):
    """A review day."""

    note = _note("理由或复核情况", needed=True)
    review_on = serializers.DateField(help_text="复核日")


class ItemQuery(PageQuery):
    """Filters; without ``state`` everything visible."""

    state = serializers.ChoiceField(
        [("open", "未销号"), *ItemState.choices], required=False, help_text="状态；open 为全部未销号"
    )
    light = serializers.ChoiceField(Light.choices, required=False, help_text="今天的亮灯")
    organisation = serializers.CharField(required=False, max_length=32, help_text="牵头单位及其下属（单位代码）")
    project = serializers.UUIDField(required=False, help_text="项目标识")
    source = serializers.ChoiceField(SourceKind.choices, required=False, help_text="来源")  # type: ignore[assignment]
    late = serializers.BooleanField(required=False, help_text="true：只看逾期")
    mine = serializers.ChoiceField(list(MINE.items()), required=False, help_text="与我：牵头、配合、等我办理")


class ItemFileShown(serializers.Serializer):
    """A file of the thread."""

    id = serializers.UUIDField(help_text="标识")
    filename = serializers.CharField(help_text="原文件名")
    content_type = serializers.CharField(help_text="内容类型")
    size = serializers.IntegerField(help_text="大小（字节）")
    sha256 = serializers.CharField(help_text="SHA-256")
    file = serializers.URLField(help_text="下载地址")


class ItemEventShown(serializers.Serializer):
    """One entry of the thread."""

    sequence = serializers.IntegerField(help_text="序号")
    kind = serializers.ChoiceField(EventKind.choices, help_text="动作")
    by = serializers.UUIDField(help_text="经办人")
    organisation = serializers.CharField(help_text="经办单位代码")
    at = serializers.DateTimeField(help_text="时间")
    before = serializers.CharField(help_text="原状态")
    after = serializers.ChoiceField(ItemState.choices, help_text="新状态")
    detail = serializers.CharField(help_text="变化")
    note = serializers.CharField(help_text="内容")
    files = ItemFileShown(many=True, help_text="材料")


class ItemExtensionShown(serializers.Serializer):
    """The one extension."""

    due_before = serializers.DateField(help_text="原期限")
    wished_on = serializers.DateField(help_text="申请延至")
    reason = serializers.CharField(help_text="延期理由")
    answer = serializers.ChoiceField(Answer.choices, allow_blank=True, help_text="答复，空为待答复")
    granted_on = serializers.DateField(allow_null=True, help_text="同意延至")


class ItemReferralShown(serializers.Serializer):
    """What was passed up."""

    id = serializers.UUIDField(help_text="标识")
    level = serializers.ChoiceField(UpLevel.choices, help_text="协调层级")
    to = serializers.CharField(help_text="请求协调单位的名称")
    to_unit = serializers.CharField(allow_null=True, help_text="请求协调单位代码；系统外的单位为空")
    need = serializers.CharField(help_text="请求协调事项")
    letter_no = serializers.CharField(help_text="上报文号")
    reply = serializers.CharField(help_text="答复内容")
    reply_letter_no = serializers.CharField(help_text="答复文号")
    replied_on = serializers.DateField(allow_null=True, help_text="答复日期")


class ItemJointShown(serializers.Serializer):
    """A co-operating unit."""

    organisation = serializers.CharField(help_text="单位代码")
    replied_at = serializers.DateTimeField(allow_null=True, help_text="最近回复时间")


class ItemShown(serializers.Serializer):
    """An item as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="交办时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    number = serializers.CharField(help_text="编号")
    issuer = serializers.CharField(help_text="交办单位代码")
    matter = serializers.CharField(help_text="交办事项")
    requirement = serializers.CharField(help_text="办理要求")
    lead = serializers.CharField(help_text="牵头单位代码")
    first_unit = serializers.CharField(help_text="首接单位代码")
    joint = ItemJointShown(many=True, help_text="配合单位")
    officer = serializers.UUIDField(allow_null=True, help_text="责任人")
    project = serializers.UUIDField(allow_null=True, help_text="项目标识")
    source_kind = serializers.ChoiceField(SourceKind.choices, help_text="来源")
    source_label = serializers.CharField(help_text="来源说明")
    state = serializers.ChoiceField(ItemState.choices, help_text="状态")
    light = serializers.ChoiceField(Light.choices, help_text="今天的亮灯")
    issued_on = serializers.DateField(help_text="交办日期")
    original_due_on = serializers.DateField(help_text="原定期限")
    due_on = serializers.DateField(help_text="现期限")
    review_on = serializers.DateField(allow_null=True, help_text="长期事项复核日")
    late_days = serializers.IntegerField(help_text="报请时逾期（工作日）")
    signed_at = serializers.DateTimeField(allow_null=True, help_text="签收时间")
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="报请时间")
    closed_at = serializers.DateTimeField(allow_null=True, help_text="销号时间")
    check_due_on = serializers.DateField(allow_null=True, help_text="跟踪问效日")
    verified_at = serializers.DateTimeField(allow_null=True, help_text="问效时间")
    extension = ItemExtensionShown(allow_null=True, help_text="延期")
    handover_to = serializers.CharField(allow_null=True, help_text="等待接收移交的单位代码")
    referrals = ItemReferralShown(many=True, help_text="上报协调")
    events = ItemEventShown(many=True, help_text="办理经过")
