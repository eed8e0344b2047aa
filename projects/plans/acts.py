"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CREATE_TEMPLATE = "plan_template.create", "新建节点模板"
    UPDATE_TEMPLATE = "plan_template.update", "修改节点模板"
    APPLY = "plan.apply", "套用节点模板"
    CONFIRM = "plan.confirm", "承诺节点方案"
    WITHDRAW = "plan.withdraw", "撤回节点方案"
    ADD_NODE = "plan_node.add", "新增方案节点"
    UPDATE_NODE = "plan_node.update", "修改方案节点"
    REPORT_NODE = "plan_node.report", "填报节点进度"
    REPLAN = "plan_node.replan", "调整节点计划"
    CANCEL_NODE = "plan_node.cancel", "取消方案节点"
