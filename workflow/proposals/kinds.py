"""What is proposed, and how far a proposal has come."""

from __future__ import annotations

from django.db import models

from projects.ledger.stages import Step


class ProposalKind(models.TextChoices):
    """The ladder of practice.md 1.6: a talk without news is withdrawn; a promise not kept is set a term, then ended."""

    STALE = "stale", "长期无进展，拟退库"
    REGISTER = "register", "逾期未注册，拟限期注册"
    START = "start", "供地后逾期未开工，拟限期开工"
    EXIT = "exit", "限期届满仍未履约，拟退出"


class ProposalState(models.TextChoices):
    """Life of a proposal. A dismissed or lapsed one comes back where the facts do."""

    OPEN = "open", "待办理"
    ACCEPTED = "accepted", "已采纳"
    DISMISSED = "dismissed", "暂不采纳"
    LAPSED = "lapsed", "已失效"


class EntryKind(models.TextChoices):
    """What an entry of the thread did."""

    PROPOSED = "proposed", "提出"
    AGAIN = "again", "再次提出"
    LAPSED = "lapsed", "失效"
    ACCEPTED = "accepted", "采纳"
    DISMISSED = "dismissed", "暂不采纳"
    NOTED = "noted", "补充情况"


NOTICES: tuple[str, ...] = (ProposalKind.REGISTER, ProposalKind.START)
"""Accepted, they set a term (限期通知); nothing of the project moves."""

STEP_OF: dict[str, str] = {ProposalKind.STALE: Step.WITHDRAW, ProposalKind.EXIT: Step.TERMINATE}
"""Accepted, they take this step."""
