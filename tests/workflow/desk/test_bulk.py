"""Runs over many projects: the preview is the truth, each row stands alone, a second click does nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.ledger.models import Change, Project, Responsibility
from projects.ledger.services import update_project
from tests.factories import NOW, TODAY, City, fresh, give_chief, new_project
from tests.workflow.pages import PAGE_TEST, enter
from workflow.desk.models import BulkRow, BulkRun, Outcome
from workflow.desk.services import bulk, confirm_run, finish_runs, preview_run, proceed_run
from workflow.desk.services.bulk import Plan

pytestmark = PAGE_TEST
TAG = Plan("add_tag", tag="重点")


def many(city: City, number: int = 3) -> list[Project]:
    return [new_project(city, name=f"项目{one}", investor=f"企业{one}") for one in range(number)]


def preview(city: City, projects: list[Project], plan: Plan = TAG, **over: Any) -> BulkRun:
    return preview_run(plan, projects, filters="逐个勾选", by=over.get("by", city.clerk), now=NOW)


def outcomes(run: BulkRun) -> list[str]:
    return list(run.rows.order_by("position").values_list("outcome", flat=True))


def finished(run: BulkRun, by: Any) -> BulkRun:
    confirm_run(run.pk, by=by, now=NOW)
    while proceed_run(run.pk, by=by, now=NOW).finished_at is None:
        pass
    return BulkRun.objects.get(pk=run.pk)


def tags(project: Project) -> list[str]:
    return [tag.name for tag in project.tags.order_by("name")]


def test_a_preview_says_what_each_row_becomes_and_changes_nothing(city: City) -> None:
    first, second, third = many(city)
    update_project(second.pk, {"tags": ["重点"]}, by=city.clerk, now=NOW)
    before = (Change.objects.count(), Entry.objects.exclude(action__startswith="bulk").count(), fresh(first).version)
    run = preview(city, [first, fresh(second), third])
    assert outcomes(run) == [Outcome.WAITING, Outcome.UNCHANGED, Outcome.WAITING]
    assert next((row.before, row.after) for row in run.rows.all()) == ("", "重点")
    after = (Change.objects.count(), Entry.objects.exclude(action__startswith="bulk").count(), fresh(first).version)
    assert before == after and tags(first) == []


def test_rows_outside_ones_right_are_refused_in_the_preview_and_never_done(city: City) -> None:
    own = many(city, 1)[0]
    other = new_project(city, name="邻区", landing_organisation=city.sibling, by=city.sibling_clerk, investor="邻")
    run = preview(city, [own, other])
    assert outcomes(run) == [Outcome.WAITING, Outcome.REFUSED]
    assert "没有找到" in run.rows.last().sentence  # type: ignore[union-attr]
    finished(run, city.clerk)
    assert tags(own) == ["重点"] and tags(other) == []


def test_confirmed_rows_go_through_the_ordinary_service_with_history_and_audit(city: City) -> None:
    projects = many(city)
    run = finished(preview(city, projects), city.clerk)
    assert outcomes(run) == [Outcome.DONE] * 3 and run.finished_at is not None
    assert all(tags(one) == ["重点"] for one in projects)
    assert Change.objects.filter(field="tags", after="重点", why="批量办理").count() == 3
    acts = list(Entry.objects.filter(action__startswith="bulk").values_list("action", flat=True))
    assert sorted(acts) == ["bulk.confirm", "bulk.finish", "bulk.preview"]


def test_a_tag_is_taken_off_and_other_tags_stay(city: City) -> None:
    project = new_project(city, tags=["重点", "链主"])
    finished(preview(city, [project], Plan("remove_tag", tag="重点")), city.clerk)
    assert tags(project) == ["链主"]


def test_a_row_changed_since_the_preview_is_refused_and_said_the_others_are_done(city: City) -> None:
    first, second = many(city, 2)
    run = preview(city, [first, second])
    update_project(first.pk, {"summary": "他人修改"}, by=city.dispatcher, now=NOW)
    finished(run, city.clerk)
    assert outcomes(run) == [Outcome.REFUSED, Outcome.DONE]
    assert "已被他人更新" in run.rows.first().sentence  # type: ignore[union-attr]
    assert tags(first) == [] and tags(second) == ["重点"]


def test_without_the_version_of_the_preview_the_stale_row_would_be_overwritten(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above."""
    project = many(city, 1)[0]
    run = preview(city, [project])
    update_project(project.pk, {"summary": "他人修改"}, by=city.dispatcher, now=NOW)
    locked = bulk.locked_project
    monkeypatch.setattr(bulk, "locked_project", lambda pk, *, by, expected_version: locked(pk, by=by))
    finished(run, city.clerk)
    assert tags(project) == ["重点"]


def test_a_second_confirmation_and_a_second_worker_do_nothing_twice(city: City) -> None:
    project = many(city, 1)[0]
    run = finished(preview(city, [project]), city.clerk)
    version = fresh(project).version
    assert finished(run, city.clerk).confirmed_at == run.confirmed_at
    assert fresh(project).version == version
    assert Entry.objects.filter(action__in=["bulk.confirm", "bulk.finish"]).count() == 2


def test_a_row_and_its_mark_stand_or_fall_together(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    project = many(city, 1)[0]
    run = preview(city, [project])
    confirm_run(run.pk, by=city.clerk, now=NOW)

    def broken(self: BulkRow, *args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(BulkRow, "save", broken)
        with pytest.raises(RuntimeError):
            proceed_run(run.pk, by=city.clerk, now=NOW)
    assert tags(project) == [] and outcomes(run) == [Outcome.WAITING]
    proceed_run(run.pk, by=city.clerk, now=NOW)
    assert tags(project) == ["重点"]


def test_a_run_is_worked_through_in_slices_and_goes_on_where_it_stopped(city: City) -> None:
    run = preview(city, many(city, 4))
    confirm_run(run.pk, by=city.clerk, now=NOW)
    proceed_run(run.pk, by=city.clerk, now=NOW, most=3)
    assert outcomes(run).count(Outcome.DONE) == 3 and BulkRun.objects.get(pk=run.pk).finished_at is None
    proceed_run(run.pk, by=city.clerk, now=NOW, most=3)
    assert outcomes(run).count(Outcome.DONE) == 4 and BulkRun.objects.get(pk=run.pk).finished_at is not None


def test_a_run_that_was_left_is_ended_by_the_worker(city: City) -> None:
    run = preview(city, many(city, 2))
    confirm_run(run.pk, by=city.clerk, now=NOW)
    assert finish_runs(NOW) == 0
    assert finish_runs(NOW + timedelta(minutes=2)) == 1
    assert outcomes(run) == [Outcome.DONE] * 2 and finish_runs(NOW + timedelta(minutes=3)) == 0


def test_a_chief_is_assigned_to_many_and_a_replaced_one_needs_a_reason(city: City) -> None:
    first, second = many(city, 2)
    give_chief(city, first)
    first = fresh(first)
    other = Plan("assign", role="chief", post=city.deputy_post, valid_from=TODAY, reason="分管工业")
    bare = Plan("assign", role="chief", post=city.deputy_post, valid_from=TODAY)
    assert outcomes(preview(city, [first, second], bare, by=city.dispatcher)) == [Outcome.REFUSED, Outcome.REFUSED]
    run = preview(city, [first, second], other, by=city.dispatcher)
    assert [(row.before, row.after) for row in run.rows.all()] == [("张区长", "周副区长"), ("", "周副区长")]
    finished(run, city.dispatcher)
    chiefs = Responsibility.objects.current().chiefs().values_list("officer__name", flat=True)
    assert list(chiefs) == ["周副区长", "周副区长"]


def test_whoever_holds_the_part_already_is_said_and_left_alone(city: City) -> None:
    project = many(city, 1)[0]
    plan = Plan("assign", role="secretary", officer=city.clerk, valid_from=TODAY)
    finished(preview(city, [project], plan), city.clerk)
    again = preview(city, [fresh(project)], plan)
    assert outcomes(again) == [Outcome.REFUSED] and "无需重复" in again.rows.get().sentence


@pytest.mark.parametrize("plan", [
    Plan("add_tag"), Plan("add_tag", tag="长" * 21), Plan("other"), Plan("assign", role="chief"),
    Plan("assign", role="x", valid_from=TODAY),
])  # fmt: skip
def test_a_plan_that_lacks_its_words_is_refused(city: City, plan: Plan) -> None:
    with pytest.raises(Invalid):
        preview(city, many(city, 1), plan)


def test_more_than_the_limit_nothing_at_all_and_no_right_are_refused(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = many(city, 3)
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)
    for chosen in (projects, []):
        with pytest.raises(Invalid):
            preview(city, chosen)
    with pytest.raises(NotAllowed):
        preview(city, projects[:1], by=city.leader)


def test_only_its_officer_sees_confirms_and_proceeds_a_run(city: City) -> None:
    run = preview(city, many(city, 1))
    for act in (confirm_run, proceed_run):
        with pytest.raises(NotFound):
            act(run.pk, by=city.dispatcher, now=NOW)
    with pytest.raises(Conflict):
        proceed_run(run.pk, by=city.clerk, now=NOW)
    assert enter(city.dispatcher).get(f"/projects/bulk/{run.pk}/").status_code == 404
    assert enter(city.leader).get("/projects/bulk/").status_code == 403


def test_from_ticked_rows_to_the_result_page_without_scripts(city: City) -> None:
    first, second = many(city, 2)
    browser = enter(city.clerk)
    address = f"/projects/bulk/new/?project={first.pk}&project={second.pk}"
    assert "批量办理 2 个项目" in browser.get(address).content.decode()
    answer = browser.post(address, {"action": "add_tag", "tag": "重点"})
    assert "确认办理 2 个" in browser.get(answer["Location"]).content.decode()
    result = browser.post(answer["Location"], {"do": "confirm"}, follow=True).content.decode()
    assert "批量办理结果" in result and "已办理" in result
    assert "加标签“重点”" in browser.get("/projects/bulk/").content.decode()
    assert tags(first) == tags(second) == ["重点"]


def test_all_filtered_projects_are_chosen_by_the_same_address_and_sight(city: City) -> None:
    many(city, 2)
    new_project(city, name="邻区", landing_organisation=city.sibling, by=city.sibling_clerk, investor="邻")
    browser = enter(city.clerk)
    page = browser.get("/projects/bulk/new/?all=1&stage=negotiating")
    assert page.context["count"] == 2 and "阶段：在谈" in page.content.decode()
    none = browser.get("/projects/bulk/new/?all=1&stage=signed", follow=True)
    assert "请先在台账中勾选项目" in none.content.decode()
    bad = browser.get("/projects/bulk/new/?project=x", follow=True)
    assert "无法识别" in bad.content.decode()


def test_a_refused_plan_keeps_what_was_typed(city: City) -> None:
    project = many(city, 1)[0]
    answer = enter(city.clerk).post(f"/projects/bulk/new/?project={project.pk}", {"action": "assign", "basis": "文件"})
    assert answer.status_code == 422 and "文件" in answer.content.decode()


def test_a_project_out_of_sight_since_is_not_named_on_the_result(city: City) -> None:
    project = many(city, 1)[0]
    run = preview(city, [project])
    units = ("landing", "lead", "first_contact", "source")
    Project.objects.filter(pk=project.pk).update(**{f"{unit}_organisation": city.sibling for unit in units})
    text = enter(city.clerk).get(f"/projects/bulk/{run.pk}/").content.decode()
    assert "项目0" not in text and "已不在您的查看范围内" in text
