"""Tells everything about the chosen projects (see ``chosen.py``); the others keep to their steps."""

from __future__ import annotations

from collections.abc import Sequence

from config.demo.arrivals import Arrivals
from config.demo.dispatching import Dispatching
from config.demo.disputes import Disputes
from config.demo.firms import Firms
from config.demo.folders import Folders
from config.demo.habits import Habits
from config.demo.increases import Increases
from config.demo.inspections import Inspections
from config.demo.letters import Letters
from config.demo.lit import Lights
from config.demo.monthly import Monthly
from config.demo.oversight import Oversight
from config.demo.plans import ProjectPlan
from config.demo.promises import Promises
from config.demo.scene import Scene
from config.demo.troubles import Troubles
from config.demo.verified import Verified


def tell_in_depth(scene: Scene, later: Sequence[ProjectPlan]) -> None:
    """Write all of it into the diary. ``later``: the second reports of ``disputes.twins``, told as plans already."""
    for part in (
        Folders,
        Firms,
        Promises,
        Monthly,
        Troubles,
        Arrivals,
        Increases,
        Inspections,
        Habits,
        Verified,
        Lights,
        Oversight,
        Dispatching,
        Letters,
    ):
        part(scene).tell()
    Disputes(scene, later).tell()
