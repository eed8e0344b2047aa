"""督办函件: whoever has to sign, receive, answer or judge hears of it; terms that come near or are over; proposals."""

from notifications.reminders.rules.letters.moves import (
    ANSWERED,
    BACK,
    DUE,
    LATE,
    SENT,
    SIGN,
    UNSIGNED,
    Letters,
)
from notifications.reminders.rules.letters.proposals import PROPOSED, LetterProposals

__all__ = ["ANSWERED", "BACK", "DUE", "LATE", "PROPOSED", "SENT", "SIGN", "UNSIGNED", "LetterProposals", "Letters"]
