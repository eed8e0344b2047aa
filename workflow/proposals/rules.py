"""The rules in force on a day for any unit: one query for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.people.models import Organisation
from workflow.proposals.models import ProposalRules


@dataclass(frozen=True)
class RuleBook:
    """Path of a unit → its rules on that day."""

    rules: dict[str, ProposalRules]
    on: date

    @classmethod
    def on_day(cls, on: date) -> RuleBook:
        """Of every unit the row with the latest ``valid_from`` up to ``on``."""
        rows = ProposalRules.objects.filter(valid_from__lte=on).select_related("organisation").order_by("valid_from")
        return cls({row.organisation.path: row for row in rows}, on)

    def of(self, unit: Organisation) -> ProposalRules:
        """Those of the nearest unit at or above ``unit``, else the preset."""
        for path in sorted(unit.lineage(), key=len, reverse=True):
            if path in self.rules:
                return self.rules[path]
        return ProposalRules(organisation=unit, valid_from=self.on)
