"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    ATTEND = "minutes.attend", "登记会议出席"
    TIME = "minutes.time", "设定议题用时"
    DECIDE = "minutes.decide", "记录议定事项"
    REWORD = "minutes.reword", "修改议定事项文字"
    DROP = "minutes.drop", "撤去议定事项"
    DRAFT = "minutes.draft", "起草会议纪要"
    EDIT = "minutes.edit", "修改会议纪要"
    SUBMIT = "minutes.submit", "会议纪要送主持人确认"
    RETURN = "minutes.return", "退回会议纪要"
    CONFIRM = "minutes.confirm", "确认会议纪要"
    CORRECT = "minutes.correct", "更正会议纪要"
    SEND = "minutes.send", "印发会议纪要"
    ACKNOWLEDGE = "minutes.acknowledge", "签收会议纪要"
    REMIND = "minutes.remind", "提醒签收会议纪要"
    DOWNLOAD = "minutes.download", "下载会议纪要"
