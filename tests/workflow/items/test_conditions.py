"""缓建, 终止 and 退库 wait until the action items of the project are closed or moved (domain.md 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from projects.errors import Incomplete
from tests.factories import NOW, TODAY, City, fresh, new_project
from tests.workflow.items.samples import closed, issued, long_term, returned, submitted
from workflow.items.models import Item
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["suspend", "terminate", "withdraw"])
@pytest.mark.parametrize("made", [issued, submitted, returned])
def test_an_item_in_hand_holds_the_project(city: City, step: str, made: Callable[..., Item]) -> None:
    project = new_project(city)
    made(city, project=project)
    how: dict[str, Any] = {"effective_on": TODAY, "note": "企业撤资", "by": city.dispatcher, "now": NOW}
    with pytest.raises(Incomplete) as refused:
        take_step(project.pk, step, **how)
    (missing,) = [one for one in refused.value.missing if one.name == "action_items"]
    assert "1件交办事项没有销号" in missing.how
    assert fresh(project).standing == "active"


@pytest.mark.parametrize("made", [closed, long_term])
def test_an_item_closed_or_moved_holds_nothing(city: City, made: Callable[..., Item]) -> None:
    project = new_project(city)
    made(city, project=project)
    issued(city)  # of no project
    take_step(project.pk, "suspend", effective_on=TODAY, reason="资金", note="资金紧张", by=city.dispatcher, now=NOW)
    assert fresh(project).standing == "suspended"
