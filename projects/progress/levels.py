"""Which level a unit belongs to, and which unit may be asked at which level."""

from __future__ import annotations

from projects.errors import Invalid
from projects.people.models import Organisation
from projects.progress.kinds import LEVEL_OF_KIND, LEVELS, ProblemLevel


def level_of(unit: Organisation) -> str:
    """区, 市 or 省 by the nearest unit at or above it that has a level; nothing for one below none."""
    above = Organisation.objects.filter(path__in=unit.lineage(), kind__in=list(LEVEL_OF_KIND))
    nearest = above.order_by("-depth").values_list("kind", flat=True).first()
    return LEVEL_OF_KIND.get(nearest or "", "")


def levels_from(level: str) -> tuple[str, ...]:
    """The level itself and those above it."""
    return LEVELS[LEVELS.index(level) :] if level in LEVELS else ()


def above(level: str) -> str:
    """The next level up; ``Invalid`` at the top."""
    higher = levels_from(level)[1:]
    if not higher:
        raise Invalid("已是省级，不能再提级。", "level", "top_level")
    return higher[0]


def check_asked(unit: Organisation, level: str) -> None:
    """A unit is asked at its own level; what the province must solve may be carried upwards by the city."""
    own = level_of(unit)
    carried = level == ProblemLevel.PROVINCE and own == ProblemLevel.CITY
    if own == level or carried:
        return
    wanted = ProblemLevel(level).label
    is_own = f"属于{ProblemLevel(own).label}" if own else "没有层级"
    raise Invalid(f"“{unit}”{is_own}，与协调层级“{wanted}”不符，请另选单位或改选层级。", "asked_organisation")
