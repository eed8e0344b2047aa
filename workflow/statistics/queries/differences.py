"""Why two readings of one figure differ: the exact records, each with its cause (domain.md 4)."""

from __future__ import annotations

from projects.people.models import Officer
from workflow.statistics.figures import Explanation
from workflow.statistics.terms import Moment


def differences(officer: Officer, figure_key: str, moment_a: Moment, moment_b: Moment) -> Explanation:
    """The figure at ``moment_a`` and at ``moment_b``, and every project that counts differently, with its causes.

    The sums of ``Difference.count`` and ``.amount`` are exactly the difference of the two readings. Order: by number of
    the project.
    """
    raise NotImplementedError
