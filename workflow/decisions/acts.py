"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SAVE_CHAIN = "decision.procedure", "发布决策流程"
    SET_GATE = "decision.gate", "设置签约前决策要求"
    START = "decision.start", "发起决策"
    PASS = "decision.pass", "决策步骤通过"
    RETURN = "decision.return", "决策退回补充"
    REJECT = "decision.reject", "决策不同意"
    RESUBMIT = "decision.resubmit", "决策补充后重新提交"
    WITHDRAW = "decision.withdraw", "撤回决策"
    RECORD_REVIEW = "decision.review", "登记公平竞争审查"
    WITHDRAW_REVIEW = "decision.review_withdraw", "作废公平竞争审查"
    EXPORT = "decision.export", "导出项目决策"
