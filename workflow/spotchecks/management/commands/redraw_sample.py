"""Draw the sample of every fixed round again from its frozen frame and say whether it is the same."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.spotchecks.kinds import RoundState
from workflow.spotchecks.models import Round
from workflow.spotchecks.queries import redraw


class Command(BaseCommand):
    """``manage.py redraw_sample``; exit code 1 when a round is not what it was."""

    help = "用存档的抽样框和种子复算全部已固定的核查轮次，报告是否一致"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a round."""
        wrong = 0
        for round_ in Round.objects.filter(state=RoundState.FIXED).order_by("year", "sequence", "pk"):
            again = redraw(round_)
            wrong += not again.is_same
            word = "一致" if again.is_same else "不一致"
            self.stdout.write(f"{round_} 种子 {round_.seed} 抽样框 {again.frame_sha256}：{word}")
        if wrong:
            raise CommandError(f"{wrong} 轮核查复算不一致，存档数据可能被改动。")
