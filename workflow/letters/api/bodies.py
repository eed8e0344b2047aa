"""What the doors of letters take and answer."""

from __future__ import annotations

from rest_framework import serializers

from projects.gateway.bodies import Body
from projects.gateway.doors import PageQuery
from workflow.letters.kinds import (
    Colour,
    Days,
    EntryKind,
    Format,
    LetterKind,
    LetterState,
    SignedBy,
    To,
    Verdict,
)
from workflow.letters.rungs import MOST_BODY, MOST_REPLY, MOST_TITLE


class LetterFields(Body):
    """What may change before a letter is signed."""

    kind = serializers.ChoiceField(LetterKind.choices, help_text="文种")
    colour = serializers.ChoiceField(Colour.choices, required=False, allow_blank=True, help_text="颜色，空为不分")
    organisation = serializers.CharField(required=False, max_length=32, help_text="收文单位代码；缺省按项目、事项")
    recipient_kind = serializers.ChoiceField(To.choices, required=False, help_text="发往")
    addressee = serializers.CharField(required=False, max_length=120, help_text="抬头；缺省按收文单位或收文人")
    trigger = serializers.CharField(max_length=300, help_text="触发情形")
    issuer = serializers.CharField(max_length=60, help_text="发文机关")
    word = serializers.CharField(max_length=20, help_text="文号代字，如芜招办")
    title = serializers.CharField(max_length=MOST_TITLE * 2, help_text="标题")
    body = serializers.CharField(max_length=MOST_BODY * 2, help_text="正文，一行一段；可用占位词如{项目}、{回复期限}")
    reply_days = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_REPLY, help_text="回复时限，0为不要求回复"
    )
    reply_count = serializers.ChoiceField(Days.choices, required=False, help_text="时限单位")
    signer_kind = serializers.ChoiceField(SignedBy.choices, required=False, help_text="签发人类别")


class LetterBody(LetterFields):
    """A letter by hand."""

    project = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="项目标识")
    item = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="交办事项标识")


class LetterSubmitBody(Body):
    """Before whom it is put."""

    signer = serializers.UUIDField(help_text="送谁签发（人员标识）")
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200, help_text="送签说明")


class LetterNoteBody(Body):
    """A remark."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=300, help_text="说明")


class LetterReasonBody(Body):
    """Why."""

    note = serializers.CharField(max_length=300, help_text="理由")


class LetterSilentBody(Body):
    """Nothing but the act."""


class LetterAnswerBody(Body):
    """The answer of the unit. As a form it may bring files."""

    text = serializers.CharField(max_length=3000, help_text="回复内容")
    files = serializers.ListField(
        child=serializers.FileField(max_length=200),
        required=False,
        default=list,
        max_length=10,
        help_text="附件，最多10个（以表单提交）",
    )


class LetterQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(LetterState.choices, required=False, help_text="状态")
    kind = serializers.ChoiceField(LetterKind.choices, required=False, help_text="文种")
    organisation = serializers.CharField(required=False, max_length=32, help_text="收文单位及其下属（单位代码）")
    project = serializers.UUIDField(required=False, help_text="项目标识")
    waiting = serializers.BooleanField(required=False, help_text="true：只看等本单位签收、回复的")
    signed_from = serializers.DateField(required=False, help_text="签发自")
    signed_to = serializers.DateField(required=False, help_text="签发至")


class LetterEntryShown(serializers.Serializer):
    """Something that happened."""

    kind = serializers.ChoiceField(EntryKind.choices, help_text="事项")
    by = serializers.UUIDField(allow_null=True, help_text="经办人，空为系统")
    at = serializers.DateTimeField(help_text="时间")
    note = serializers.CharField(help_text="说明")


class LetterFileShown(serializers.Serializer):
    """An attachment."""

    id = serializers.UUIDField(help_text="标识")
    filename = serializers.CharField(help_text="原文件名")
    size = serializers.IntegerField(help_text="大小（字节）")
    sha256 = serializers.CharField(help_text="SHA-256")
    file = serializers.URLField(help_text="下载地址")


class LetterAnswerShown(serializers.Serializer):
    """One answer."""

    sequence = serializers.IntegerField(help_text="第几次")
    text = serializers.CharField(help_text="回复内容")
    by = serializers.UUIDField(help_text="回复人")
    at = serializers.DateTimeField(help_text="回复时间")
    is_late = serializers.BooleanField(help_text="是否超期")
    verdict = serializers.ChoiceField([("", "待审核"), *Verdict.choices], help_text="审核")
    judged_note = serializers.CharField(help_text="审核意见")
    files = LetterFileShown(many=True, help_text="附件")


class LetterCopyShown(serializers.Serializer):
    """A frozen copy."""

    format = serializers.ChoiceField(Format.choices, help_text="格式")
    size = serializers.IntegerField(help_text="大小（字节）")
    sha256 = serializers.CharField(help_text="SHA-256")
    file = serializers.URLField(help_text="下载地址")


class LetterShown(serializers.Serializer):
    """A letter as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="提出时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    number = serializers.CharField(help_text="文号，签发前为空")
    kind = serializers.ChoiceField(LetterKind.choices, help_text="文种")
    colour = serializers.ChoiceField([("", "不分"), *Colour.choices[1:]], help_text="颜色")
    level = serializers.IntegerField(help_text="级别")
    state = serializers.ChoiceField(LetterState.choices, help_text="状态")
    trigger = serializers.CharField(help_text="触发情形")
    project = serializers.UUIDField(allow_null=True, help_text="项目标识")
    item = serializers.UUIDField(allow_null=True, help_text="交办事项标识")
    previous = serializers.UUIDField(allow_null=True, help_text="上一级函件标识")
    issuing_organisation = serializers.CharField(help_text="发文单位代码")
    issuer = serializers.CharField(help_text="发文机关")
    organisation = serializers.CharField(help_text="收文单位代码")
    recipient = serializers.UUIDField(allow_null=True, help_text="收文人")
    addressee = serializers.CharField(help_text="抬头")
    title = serializers.CharField(help_text="标题")
    body = serializers.CharField(help_text="正文")
    reply_days = serializers.IntegerField(help_text="回复时限")
    reply_count = serializers.ChoiceField(Days.choices, help_text="时限单位")
    due_on = serializers.DateField(allow_null=True, help_text="回复期限")
    signer = serializers.UUIDField(allow_null=True, help_text="送签对象")
    signed_by = serializers.UUIDField(allow_null=True, help_text="签发人")
    signed_at = serializers.DateTimeField(allow_null=True, help_text="签发时间")
    received_by = serializers.UUIDField(allow_null=True, help_text="签收人")
    received_at = serializers.DateTimeField(allow_null=True, help_text="签收时间")
    closed_note = serializers.CharField(help_text="办结说明，或不发的理由")
    copies = LetterCopyShown(many=True, help_text="签发文件")
    answers = LetterAnswerShown(many=True, help_text="回复")
    entries = LetterEntryShown(many=True, help_text="办理经过")
