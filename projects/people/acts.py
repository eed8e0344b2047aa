"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    ADD_ORGANISATION = "organisation.add", "增加单位"
    UPDATE_ORGANISATION = "organisation.update", "修改单位"
    RENAME_ORGANISATION = "organisation.rename", "单位更名"
    MERGE_ORGANISATION = "organisation.merge", "单位撤并"
    MOVE_ORGANISATION = "organisation.move", "调整上级单位"
    END_ORGANISATION = "organisation.end", "撤销单位"
    ADD_CLASS = "unit_class.add", "增加考核分类"
    RENAME_CLASS = "unit_class.rename", "修改考核分类"
    REMOVE_CLASS = "unit_class.remove", "删除考核分类"
    ADD_OFFICER = "officer.add", "开设账号"
    UPDATE_OFFICER = "officer.update", "修改人员"
    REVEAL_PHONE = "phone.reveal", "查看完整电话"
    GRANT_ROLES = "officer.grant_roles", "授予角色"
    ADD_POST = "post.add", "增加职务"
    UPDATE_POST = "post.update", "修改职务"
    START_TENURE = "tenure.start", "登记任职"
    END_TENURE = "tenure.end", "登记离任"
    ADD_MEMBER = "member.add", "增加成员"
    END_MEMBER = "member.end", "成员离任"
    ADD_BACKING = "backing.add", "增加后盾单位"
    END_BACKING = "backing.end", "解除后盾单位"
    KEEP_ROSTER = "roster.keep", "上传待导入名册"
    DISCARD_ROSTER = "roster.discard", "放弃待导入名册"
    IMPORT_ROSTER = "roster.import", "批量导入单位与人员"
