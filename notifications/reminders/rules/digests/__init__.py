"""周报 and 月报: how things stand, once a period, on its first working day."""

from notifications.reminders.rules.digests.chiefs import ChiefWeekly
from notifications.reminders.rules.digests.leaders import LeaderMonthly

__all__ = ["ChiefWeekly", "LeaderMonthly"]
