"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    PROPOSE = "proposal.propose", "提出进退建议"
    LAPSE = "proposal.lapse", "进退建议失效"
    ACCEPT = "proposal.accept", "采纳进退建议"
    DISMISS = "proposal.dismiss", "暂不采纳进退建议"
    NOTE = "proposal.note", "补充进退建议情况"
