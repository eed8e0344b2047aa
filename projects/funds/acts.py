"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    REPORT = "fund.report", "填报到位资金"
    EDIT = "fund.edit", "修改到位资金"
    CONFIRM = "fund.confirm", "核实到位资金"
    RETURN = "fund.return", "退回到位资金"
    WITHDRAW = "fund.withdraw", "作废到位资金"
