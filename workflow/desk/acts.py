"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SAVE_VIEW = "view.save", "保存常用视图"
    CHANGE_VIEW = "view.change", "修改常用视图"
    REMOVE_VIEW = "view.remove", "删除常用视图"
    PREFER = "view.prefer", "设置台账显示"
    EXPORT = "project.export", "导出项目台账"
    PREVIEW_RUN = "bulk.preview", "预览批量办理"
    CONFIRM_RUN = "bulk.confirm", "确认批量办理"
    FINISH_RUN = "bulk.finish", "办结批量办理"
