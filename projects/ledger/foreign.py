"""Foreign money: what belongs together, and what it is in RMB (domain.md 3; practice.md 1.7).

While a project is negotiated currency and amount may stand alone: the rate is fixed when the agreement is signed, and
``sign`` asks for it (``requirements.py``). History is never converted again: the equivalent changes with its parts.
"""

from __future__ import annotations

from datetime import date

from projects.errors import Invalid
from projects.ledger.fields import LABELS
from projects.ledger.models import Project
from projects.ledger.money import equivalent_wan

_MONEY = ("foreign_currency", "foreign_amount_wan")
_RATE = ("foreign_rate", "foreign_rate_on", "foreign_rate_source")


def convert_foreign(project: Project, *, on: date) -> None:
    """Set the equivalent in 万元 CNY; ``Invalid`` for what is missing, and for a rate from after ``on``."""
    rated = any(_given(project, name) for name in _RATE)
    wanted = (*_MONEY, *_RATE) if rated else _MONEY
    missing = [name for name in wanted if not _given(project, name)]
    if missing and len(missing) < len(wanted):
        said = "、".join(f"“{LABELS[name]}”" for name in missing)
        raise Invalid(
            f"外币投资还缺{said}：外币币种和金额须一并填写，填汇率的还须有汇率日期和来源；不是外币投资的请全部清空。",
            missing[0],
            "foreign_incomplete",
        )
    if project.foreign_rate_on is not None and project.foreign_rate_on > on:
        raise Invalid("汇率日期不能晚于今天，请填写所用汇率公布的日期。", "foreign_rate_on")
    project.foreign_equivalent_wan = (
        equivalent_wan(project.foreign_amount_wan, project.foreign_rate)
        if project.foreign_amount_wan is not None and project.foreign_rate is not None
        else None
    )


def _given(project: Project, name: str) -> bool:
    return getattr(project, name) not in (None, "")
