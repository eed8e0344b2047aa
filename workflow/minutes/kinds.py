"""The words of meeting mode and minutes 会议纪要 (domain.md 7, practice.md 3.2 and 6.6)."""

from __future__ import annotations

from django.db import models


class PresenceState(models.TextChoices):
    """How somebody took part; the three words of the GB/T 9704 layout (10.3)."""

    ATTENDED = "attended", "出席"
    EXCUSED = "excused", "请假"
    OBSERVED = "observed", "列席"


class MinutesState(models.TextChoices):
    """Minutes are drafted, handed to the chair, then confirmed and locked for good."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待确认"
    CONFIRMED = "confirmed", "已确认"


LONGEST_TEXT = 1000
LONGEST_REASON = 200
LONGEST_NAME = 40
MOST_GUESTS = 60
CIRCULATE_WORKDAYS = 1
"""Minutes are to circulate the next working day (practice.md 3.2)."""
FEEDBACK_WORKDAYS = 5
"""Whoever has not acknowledged by then is reminded (practice.md 3.2)."""
