"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SAVE_LADDER = "letter.ladder", "发布督办规则"
    PROPOSE = "letter.propose", "提出发函建议"
    LAPSE = "letter.lapse", "发函建议失效"
    DRAFT = "letter.draft", "起草函件"
    EDIT = "letter.edit", "修改函件"
    DROP = "letter.drop", "不予发函"
    SUBMIT = "letter.submit", "送签函件"
    RECALL = "letter.recall", "撤回送签"
    REFUSE = "letter.refuse", "签发退回修改"
    SIGN = "letter.sign", "签发函件"
    RECEIVE = "letter.receive", "签收函件"
    ANSWER = "letter.answer", "回复函件"
    ACCEPT = "letter.accept", "采纳回复"
    RETURN = "letter.return", "退回回复"
    FILE = "letter.file", "函件归档"
    TALK = "letter.talk", "登记约谈记录"
    EXPORT = "letter.export", "导出函件台账"
