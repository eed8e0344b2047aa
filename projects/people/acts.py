"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    ADD_ORGANISATION = "organisation.add", "增加单位"
    ADD_OFFICER = "officer.add", "开设账号"
    GRANT_ROLES = "officer.grant_roles", "授予角色"
    ADD_POST = "post.add", "增加职务"
    START_TENURE = "tenure.start", "登记任职"
