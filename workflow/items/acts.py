"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    ISSUE = "item.issue", "交办事项"
    SIGN = "item.sign", "签收交办事项"
    NAME_OFFICER = "item.name_officer", "更换事项责任人"
    REPLY = "item.reply", "回复交办事项"
    SUBMIT = "item.submit", "报请核销"
    RETURN = "item.return", "退回交办事项"
    CLOSE = "item.close", "销号"
    ASK_EXTENSION = "item.ask_extension", "申请延期"
    DECIDE_EXTENSION = "item.decide_extension", "答复延期申请"
    DEFER = "item.defer", "转长期"
    REVIEW = "item.review", "复核长期事项"
    RESUME = "item.resume", "恢复限期办理"
    HAND_OVER = "item.hand_over", "申请移交事项"
    ANSWER_HANDOVER = "item.answer_handover", "答复事项移交"
    URGE = "item.urge", "催办"
    PASS_UP = "item.pass_up", "上报协调"
    ANSWER_UP = "item.answer_up", "登记上级答复"
    VERIFY = "item.verify", "核实办理成效"
    REOPEN = "item.reopen", "重新交办"
    VOID = "item.void", "撤销交办"
    EXPORT = "item.export", "导出交办台账"
