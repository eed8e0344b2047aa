"""Pages of decisions: starting, answering, the queue and the to-do, configuration, figures and their export."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from projects.audit.models import Entry
from projects.ledger.models import Project
from projects.people.models import Officer
from tests.factories import TODAY, City, fresh, new_project
from tests.workflow.decisions.samples import judge, later, procedure_of, started, walked
from tests.workflow.pages import PAGE_TEST, enter
from workflow.decisions.models import Decision, Gate, Procedure, Review
from workflow.decisions.services import return_decision

pytestmark = PAGE_TEST


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def text_of(who: Officer, name: str, *args: Any, **query: str) -> str:
    answer = enter(who).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def act(who: Officer, decision: Decision, do: str, **said: str) -> Any:
    version = Decision.objects.get(pk=decision.pk).version
    return enter(who).post(reverse("decisions:detail", args=[decision.pk]), {"do": do, "version": version, **said})


def test_the_archive_leads_to_the_start_and_the_start_says_which_steps_apply(city: City, project: Project) -> None:
    procedure_of(city)
    assert reverse("decisions:start", args=[project.pk]) in text_of(
        city.clerk, "desk:project", project.pk, tab="decisions"
    )
    page = text_of(city.clerk, "decisions:start", project.pk)
    assert "研判" in page and "不需要（50.00 亿元以上）" in page
    url = reverse("decisions:start", args=[project.pk])
    answer = enter(city.clerk).post(url, {"version": project.version, "note": "拟供地80亩"})
    made = Decision.objects.get()
    assert answer.headers["Location"] == reverse("decisions:detail", args=[made.pk])
    assert made.note == "拟供地80亩"


def test_without_a_procedure_the_page_says_who_helps(city: City, project: Project) -> None:
    assert "请联系调度办公室" in text_of(city.clerk, "decisions:start", project.pk)


def test_it_waits_for_who_answers_on_the_queue_and_on_the_to_do(city: City, project: Project) -> None:
    started(city, project)
    assert project.name in text_of(judge(city), "decisions:list")
    assert "1 项决策待您办理" in text_of(judge(city), "desk:home")
    assert project.name not in text_of(city.clerk, "decisions:list")


def test_what_came_back_is_on_the_to_do_of_who_asked(city: City, project: Project) -> None:
    decision = started(city, project)
    assert act(judge(city), decision, "return", note="缺土地意见").status_code == 302
    assert "退回补充" in text_of(city.clerk, "desk:home")
    page = text_of(city.clerk, "decisions:detail", decision.pk)
    assert "缺土地意见" in page and 'value="resubmit"' in page
    assert act(city.clerk, decision, "resubmit", note="已补").status_code == 302


@pytest.mark.parametrize(("do", "said", "status", "sentence"), [
    ("return", {}, 422, "请写明退回的理由"),
    ("reject", {}, 422, "请写明不同意的理由"),
    ("bless", {"note": "好"}, 409, "没有识别要办理的操作"),
])  # fmt: skip
def test_a_refused_answer_says_what_to_do(
    city: City, project: Project, do: str, said: dict[str, str], status: int, sentence: str
) -> None:
    answer = act(judge(city), started(city, project), do, **said)
    assert answer.status_code == status and sentence in answer.content.decode()


def test_who_started_is_told_that_another_person_answers(city: City, project: Project) -> None:
    decision = started(city, project)
    page = text_of(city.clerk, "decisions:detail", decision.pk)
    assert "请由办理单位的其他人员办理" in page and 'value="pass"' not in page
    assert act(city.clerk, decision, "pass").status_code == 403


def test_a_stale_page_is_told(city: City, project: Project) -> None:
    decision = started(city, project)
    url = reverse("decisions:detail", args=[decision.pk])
    assert enter(judge(city)).post(url, {"do": "pass", "version": "9"}).status_code == 412


def test_the_office_publishes_a_version_from_the_preset(city: City) -> None:
    url = reverse("decisions:procedure", args=[city.district.pk])
    page = enter(city.dispatcher).get(url)
    assert all(word in page.content.decode() for word in ("研判", "评审", "决策"))
    rows = page.context["rows"]
    data = {"steps-TOTAL_FORMS": rows.total_form_count(), "steps-INITIAL_FORMS": rows.initial_form_count()}
    for row in rows:
        data |= {field.html_name: field.value() or "" for field in row.visible_fields()}
    data = {name: one for name, one in data.items() if not isinstance(one, bool)}
    data |= {"version": 0, "valid_from": str(TODAY), "is_active": "on", "steps-0-threshold_yi": "", "basis": "示例办法"}
    assert enter(city.dispatcher).post(url, data).status_code == 302
    made = Procedure.objects.get()
    assert [(one.name, one.limit_days) for one in made.steps.all()] == [("研判", 2), ("评审", 3), ("决策", 2)]
    refused = enter(city.dispatcher).post(url, data)
    assert refused.status_code == 412 and Procedure.objects.count() == 1


def test_an_editor_row_without_a_limit_is_refused_and_keeps_what_was_typed(city: City) -> None:
    data = {"version": 0, "valid_from": str(TODAY), "is_active": "on", "steps-TOTAL_FORMS": 1,
            "steps-INITIAL_FORMS": 0, "steps-0-name": "研判会", "steps-0-owner": "landing"}  # fmt: skip
    answer = enter(city.dispatcher).post(reverse("decisions:procedure", args=[city.district.pk]), data)
    assert answer.status_code == 422 and "请填写时限" in answer.content.decode() and "研判会" in answer.content.decode()


def test_the_gate_is_a_switch_and_the_archive_then_says_what_is_missing(city: City, project: Project) -> None:
    url = reverse("decisions:gate", args=[city.city.pk])
    assert enter(city.dispatcher).post(url, {"version": "0", "is_required": "on"}).status_code == 302
    assert Gate.objects.get().is_required
    page = text_of(city.clerk, "desk:project", project.pk)
    assert "招商决策" in page and "?tab=decisions#tab" in page


def test_a_review_is_recorded_and_shown_and_declared_void(city: City, project: Project) -> None:
    url = reverse("decisions:review", args=[project.pk])
    said = {"reviewer": "郑审", "reviewed_on": str(TODAY), "conclusion": "fit", "document_number": "公竞1号"}
    assert enter(city.clerk).post(url, {**said, "version": project.version}).status_code == 302
    assert "公竞1号" in text_of(city.clerk, "desk:project", project.pk, tab="decisions")
    made = Review.objects.get()
    void = reverse("decisions:review_withdraw", args=[made.pk])
    assert enter(city.clerk).post(void, {"why": "登记错误", "version": 1}).status_code == 302
    assert fresh(project).fair_competition_reviewed_by == ""
    stale = enter(city.clerk).post(url, {**said, "version": "1"})
    assert stale.status_code == 412 and "公竞1号" in stale.content.decode()


def test_the_figures_open_to_their_rows(city: City, project: Project) -> None:
    walked(city, started(city, project), 1, 1, 1)
    first, last = TODAY, TODAY + timedelta(days=30)
    page = text_of(city.dispatcher, "decisions:figures", first=str(first), last=str(last))
    assert "<b>3.0</b> 天" in page and "100.0%（1/1）" in page
    link = f"unit={city.district.pk}&amp;closed_from={first}&amp;closed_to={last}"
    assert link in page
    rows = text_of(city.dispatcher, "decisions:list", tab="all", state="concluded", unit=str(city.district.pk),
                   closed_from=str(first), closed_to=str(last))  # fmt: skip
    assert project.name in rows and "共 <b>1</b> 项" in rows


def test_the_export_holds_what_is_filtered_and_is_an_act(city: City, project: Project) -> None:
    walked(city, started(city, project), 1, 2, 1)
    started(city, new_project(city, investor="别家", name="=1+1"))
    answer = enter(city.dispatcher).get(reverse("decisions:export"), {"state": "approved"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "状态：已同意" in str(sheet[1]) and len(sheet) == 6
    assert sheet[5][1] == project.name and list(sheet[5][9:13]) == [4.0, 0.0, 4.0, 7.0]
    assert "已同意" in Entry.objects.get(action="decision.export").detail


def test_an_unreadable_filter_is_refused_not_ignored(city: City) -> None:
    answer = enter(city.dispatcher).get(reverse("decisions:export"), {"closed_from": "去年"})
    assert answer.status_code == 302 and not Entry.objects.filter(action="decision.export").exists()


def test_late_steps_say_so(city: City, project: Project) -> None:
    decision = started(city, project)
    return_decision(decision.pk, by=judge(city), now=later(5), note="缺")
    assert "超时限（2 个工作日）" in text_of(city.clerk, "decisions:detail", decision.pk)
