"""What whoever just saved a project is told about others like it: never a word of another unit's project."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate

from projects.ledger.kinds import ClashSide
from projects.ledger.models import Project
from projects.ledger.queries_clashes import Facts, notices_of
from projects.people.models import Officer


def tell_notices(request: HttpRequest, project: Project, officer: Officer) -> None:
    """Messages for the next page: an open clash and what happens now, own projects alike, a mere likeness."""
    found = notices_of(project, officer)
    for facts in found.facts:
        address = reverse("ledger:clash", args=[facts.clash.pk])
        words = format_html('{}<a href="{}">查看争议</a>', _what_now(facts), address)
        messages.warning(request, words)
    if found.own:
        links = ((reverse("desk:project", args=[one.pk]), one.number, one.name) for one in found.own)
        joined = format_html_join("、", '<a href="{}">{} {}</a>', links)
        messages.warning(request, format_html("本单位已有类似项目：{}。请核对是否重复录入。", joined))
    if found.may_be_elsewhere:
        messages.info(request, "其他单位可能有类似项目。请核对企业名称和统一社会信用代码，写全后系统自动比对。")


def _what_now(facts: Facts) -> str:
    due = f"{facts.clash.due_on.month}月{facts.clash.due_on.day}日"
    if facts.clash.due_on < localdate():
        due += "（已超期）"
    if facts.side == ClashSide.LATER:
        return f"已保存。{facts.sentence}，已转上级调度办公室，{due}前裁定；裁定之前可以继续补充，但不能签约。"
    return f"已保存。{facts.sentence}；上级调度办公室将在{due}前裁定，本项目照常推进。"
