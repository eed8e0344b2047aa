"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SEND_REPORT = "report.send", "报送进展"
    CORRECT_REPORT = "report.correct", "更正进展报告"
    WITHDRAW_REPORT = "report.withdraw", "作废进展报告"
    RAISE_PROBLEM = "problem.raise", "提出问题"
    EDIT_PROBLEM = "problem.edit", "修改问题"
    NOTE_PROBLEM = "problem.note", "补充问题情况"
    ANSWER_PROBLEM = "problem.answer", "答复问题"
    LIFT_PROBLEM = "problem.lift", "问题提级"
    SOLVE_PROBLEM = "problem.solve", "解决问题"
    WITHDRAW_PROBLEM = "problem.withdraw", "撤回问题"
    REOPEN_PROBLEM = "problem.reopen", "重新打开问题"
