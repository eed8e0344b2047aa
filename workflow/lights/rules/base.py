"""What a rule class is: named numbers with their bounds, a judgement over facts, and the same told to the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, asdict, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import Q

from projects.errors import Invalid
from workflow.lights.colours import Verdict
from workflow.lights.facts import Facts

NOTHING = Q(pk__in=[])


def number(label: str, unit: str, default: int, *, most: int, least: int = 0) -> Any:
    """A parameter: a whole number from ``least`` to ``most``. Of a threshold 0 means: never."""
    return field(default=default, metadata={"label": label, "unit": unit, "least": least, "most": most})


@dataclass(frozen=True)
class Terms:
    """Named numbers that a city may choose."""

    code: ClassVar[str]
    label: ClassVar[str]

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            least, most = one.metadata["least"], one.metadata["most"]
            if not (isinstance(value, int) and least <= value <= most):
                name = f"{self.code}.{one.name}"
                raise Invalid(f"“{self.label}”的“{one.metadata['label']}”应为{least}至{most}的整数。", name)
        for early, late in self.rising():
            if early.name != late.name and 0 < getattr(self, late.name) < getattr(self, early.name):
                raise Invalid(
                    f"“{self.label}”的“{late.metadata['label']}”不能小于“{early.metadata['label']}”，请核对。",
                    f"{self.code}.{late.name}",
                )

    @classmethod
    def rising(cls) -> Iterator[tuple[Field[Any], Field[Any]]]:
        """Pairs of which the second may not be less: ``yellow_x`` before ``red_x``, ``red_x`` before ``out_x``."""
        known = {one.name: one for one in fields(cls)}
        for name, one in known.items():
            colour, _, unit = name.partition("_")
            follower = {"yellow": "red", "red": "out"}.get(colour)
            if follower and f"{follower}_{unit}" in known:
                yield one, known[f"{follower}_{unit}"]

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> Self:
        """The terms with these numbers, defaults for the rest. ``Invalid`` for unknown names and bad numbers."""
        stray = set(numbers) - {one.name for one in fields(cls)}
        if stray:
            raise Invalid(f"“{cls.label}”没有“{min(stray)}”这个参数。", f"{cls.code}.{min(stray)}", "unknown_field")
        return cls(**numbers)

    @classmethod
    def parameters(cls) -> dict[str, Mapping[str, Any]]:
        """Name of a number → its ``label``, ``unit``, ``least`` and ``most``."""
        return {one.name: one.metadata for one in fields(cls)}

    def numbers(self) -> dict[str, int]:
        """Name → number, as stored."""
        return asdict(self)


@dataclass(frozen=True)
class Rule(Terms):
    """One rule of lights. ``judge`` and ``lit`` say the same; tests hold them to it."""

    def judge(self, facts: Facts) -> Verdict | None:
        """Yellow or red with a sentence, or nothing. Asked only of projects that are being pursued."""
        raise NotImplementedError

    def lit(self, colour: str, on: date) -> Q:
        """Projects that ``judge`` gives this colour or a worse one, over the names that ``queries.now`` annotates."""
        raise NotImplementedError
