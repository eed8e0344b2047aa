"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CREATE_PROJECT = "project.create", "录入项目"
    UPDATE_PROJECT = "project.update", "修改项目"
    CREATE_ENTERPRISE = "enterprise.create", "登记企业"
    UPDATE_ENTERPRISE = "enterprise.update", "修改企业"
    ADD_EVIDENCE = "evidence.add", "上传佐证"
    ASSIGN = "responsibility.assign", "指定责任人"
    END_RESPONSIBILITY = "responsibility.end", "结束责任"
    HAND_OVER = "responsibility.hand_over", "移交责任"
    REGISTER_DEPUTY = "deputy.register", "登记代理"
    END_DEPUTY = "deputy.end", "结束代理"
