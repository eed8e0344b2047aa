"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    ASK = "report.ask", "新建报送要求"
    EDIT = "report.edit", "修改报送要求"
    FORM = "report.form", "修改报送表式"
    OPEN = "report.open", "开始一期报送"
    CLOSE = "report.close", "封存一期报送"
    DRAFT = "report.draft", "保存报送草稿"
    SUBMIT = "report.submit", "报送"
    CORRECT = "report.correct", "更正报送"
    WITHDRAW = "report.withdraw", "撤回报送"
    RETURN = "report.return", "退回补正"
    EXEMPT = "report.exempt", "免报"
    REQUIRE = "report.require", "取消免报"
    URGE = "report.urge", "催报"
    EXPORT = "report.export", "导出报送汇总"
