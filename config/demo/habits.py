"""How the dispatcher and a clerk look at the list: saved views, and one run over several projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.demo.population import HOME_UNIT
from config.demo.scene import Scene, project_of
from workflow.desk.models import BulkAction
from workflow.desk.services import confirm_run, prefer_view, preview_run, proceed_run, save_view
from workflow.desk.services.bulk import Plan

AGO, RUN_AGO = 20, 5
TAG = "示例重点调度"
ROWS = 5


@dataclass(frozen=True)
class Habits:
    """Writes them into the diary."""

    scene: Scene

    def tell(self) -> None:
        """Views first, then the run."""
        self.scene.write(AGO, self._save)
        self.scene.write(RUN_AGO, self._tag)

    def _save(self, now: datetime) -> None:
        """Two of the dispatcher, one of them for the whole city; one of the clerk of 繁昌区, opened by habit."""
        office, clerk = self.scene.office, self.scene.staff.clerks[HOME_UNIT]
        save_view("红灯项目", "light=red&order=-total", "", by=office, now=now)
        save_view("在建大项目", "stage=started&tier=100000", "", shared_with=self.scene.home, by=office, now=now)
        own = self.scene.places.by_code[HOME_UNIT]
        mine = save_view("本区已签约未开工", "stage=signed", "", shared_with=own, by=clerk, now=now)
        prefer_view(mine.pk, by=clerk, now=now)

    def _tag(self, now: datetime) -> None:
        """A tag for some of the invented projects."""
        chosen = [project_of(plan) for plan in self.scene.chosen.landed()[:ROWS]]
        if not chosen:
            return
        office, plan = self.scene.office, Plan(BulkAction.ADD_TAG, tag=TAG)
        run = preview_run(plan, chosen, filters="逐个勾选", by=office, now=now)
        confirm_run(run.pk, by=office, now=now)
        proceed_run(run.pk, by=office, now=now)
