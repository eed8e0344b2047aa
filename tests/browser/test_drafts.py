"""What was typed survives a closed browser: restored in another one, saved, gone; and a colleague's work with it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.drafts.models import Draft
from projects.drafts.queries import draft_of
from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.progress.models import Problem
from tests.browsing import Luodi
from tests.factories import PASSWORD, City, build_city, fresh, new_project

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = "草稿已自动保存"


def open_form(luodi: Luodi, path: str, username: str = "litian") -> Page:
    """A browser of its own in front of the form."""
    page = luodi.enter(username, PASSWORD)
    with page.expect_response(lambda answer: "/drafts/mine/" in answer.url):
        page.goto(luodi.url + path)
    return page


def kill(page: Page) -> None:
    """The browser is gone, without a farewell."""
    page.context.close()


@pytest.fixture
def city(transactional_db: None) -> City:
    """芜湖."""
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    """Of 繁昌区."""
    return new_project(city, now=timezone.now())


def problem_form(project: Project) -> str:
    return f"/projects/{project.pk}/problems/new/"


def type_problem(page: Page) -> None:
    page.get_by_label("问题", exact=True).fill("二期 35 亩用地指标未落实")
    page.get_by_label("问题类型").select_option("land")
    page.get_by_label("协调层级").select_option("city")
    page.get_by_label("请求协调单位").select_option(label="芜湖市")
    page.get_by_label("请求协调事项").fill("请在12月前下达指标")


def test_a_killed_browser_loses_nothing_and_a_saved_form_leaves_no_draft(
    live_luodi: Luodi, city: City, project: Project
) -> None:
    first = open_form(live_luodi, problem_form(project))
    type_problem(first)
    first.get_by_text(SAVED).wait_for()
    kill(first)
    second = open_form(live_luodi, problem_form(project))
    live_luodi.shoot(second, "draft-offered")
    expect(second.get_by_label("问题", exact=True)).to_have_value("")
    second.get_by_role("button", name="恢复").click()
    expect(second.get_by_label("问题", exact=True)).to_have_value("二期 35 亩用地指标未落实")
    expect(second.get_by_label("协调层级")).to_have_value("city")
    expect(second.get_by_label("请求协调事项")).to_have_value("请在12月前下达指标")
    live_luodi.shoot(second, "draft-restored")
    second.get_by_role("button", name="提出").click()
    second.get_by_text("等待芜湖市协调").wait_for()
    assert Problem.objects.get().need == "请在12月前下达指标"
    assert not Draft.objects.exists()
    third = open_form(live_luodi, problem_form(project))
    expect(third.get_by_role("button", name="恢复")).to_have_count(0)
    assert live_luodi.complaints == []


def test_leaving_the_window_keeps_the_last_words_at_once(live_luodi: Luodi, city: City, project: Project) -> None:
    page = open_form(live_luodi, problem_form(project))
    page.get_by_label("问题", exact=True).fill("还没到五秒")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/drafts/mine/" in answer.url):
        page.evaluate(
            "() => { Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
            " document.dispatchEvent(new Event('visibilitychange')); }"
        )
    kept = draft_of(city.clerk, f"{problem_form(project)}|problem")
    assert kept is not None and kept.fields["title"] == ["还没到五秒"]


def test_nothing_is_kept_of_a_form_that_is_only_looked_at(live_luodi: Luodi, project: Project) -> None:
    page = open_form(live_luodi, f"/projects/{project.pk}/edit/")
    page.goto(live_luodi.url + "/projects/")
    assert not Draft.objects.exists()


def test_a_draft_thrown_away_does_not_come_back(live_luodi: Luodi, project: Project) -> None:
    first = open_form(live_luodi, problem_form(project))
    type_problem(first)
    first.get_by_text(SAVED).wait_for()
    kill(first)
    second = open_form(live_luodi, problem_form(project))
    with second.expect_response(lambda answer: "/drafts/discard/" in answer.url):
        second.get_by_role("button", name="丢弃").click()
    assert not Draft.objects.exists()


def test_a_draft_on_offer_is_not_typed_over(live_luodi: Luodi, city: City, project: Project) -> None:
    first = open_form(live_luodi, problem_form(project))
    type_problem(first)
    first.get_by_text(SAVED).wait_for()
    kill(first)
    second = open_form(live_luodi, problem_form(project))
    second.get_by_label("问题", exact=True).fill("别的")
    second.get_by_text("先选择“恢复”或“丢弃”").wait_for()
    kept = draft_of(city.clerk, f"{problem_form(project)}|problem")
    assert kept is not None and kept.fields["title"] == ["二期 35 亩用地指标未落实"]


def test_another_officer_is_offered_nothing(live_luodi: Luodi, project: Project) -> None:
    first = open_form(live_luodi, problem_form(project))
    type_problem(first)
    first.get_by_text(SAVED).wait_for()
    office = open_form(live_luodi, problem_form(project), "wangdiao")
    expect(office.get_by_role("button", name="恢复")).to_have_count(0)


def test_a_refused_form_shows_its_words_without_offering_them_again(live_luodi: Luodi, project: Project) -> None:
    page = open_form(live_luodi, problem_form(project))
    page.get_by_label("问题", exact=True).fill("只有题目")
    page.get_by_role("button", name="提出").click()
    page.get_by_text("没有保存：请按下面红字核对").wait_for()
    expect(page.get_by_label("问题", exact=True)).to_have_value("只有题目")
    page.get_by_text(SAVED).wait_for()
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)


def test_a_colleague_was_faster_and_both_versions_are_shown(live_luodi: Luodi, city: City, project: Project) -> None:
    """Typed: another summary, a flag and a second investor. Meanwhile the office changed the summary and the name."""
    path = f"/projects/{project.pk}/edit/"
    first = open_form(live_luodi, path)
    first.locator("[name=summary]").fill("我写的建设内容")
    first.locator("[name=assigned_by_city]").check()
    first.locator("[name=investors-1-name]").fill("第二家投资方")
    first.get_by_text(SAVED).wait_for()
    kill(first)
    now = timezone.now()
    update_project(project.pk, {"summary": "对方写的内容", "name": "对方改的名称"}, by=city.dispatcher, now=now)
    second = open_form(live_luodi, path)
    second.get_by_text("此后这里的内容有更新").wait_for()
    second.get_by_role("button", name="恢复").click()
    expect(second.locator("[name=investors-1-name]")).to_have_value("第二家投资方")
    expect(second.locator("[name=assigned_by_city]")).to_be_checked()
    second.get_by_role("button", name="保存", exact=True).click()
    second.get_by_role("button", name="按所选保存").wait_for()
    live_luodi.shoot(second, "draft-conflict")
    versions = second.locator("table.versions")
    for words in ("我写的建设内容", "对方写的内容", "对方改的名称", "第二家投资方"):
        expect(versions.get_by_text(words).first).to_be_visible()
    second.get_by_role("button", name="按所选保存").click()
    second.wait_for_url(lambda url: "/edit/" not in url)
    after = fresh(project)
    assert (after.summary, after.name, after.assigned_by_city) == ("我写的建设内容", "对方改的名称", True)
    assert sorted(one.name for one in after.investors.all()) == ["中信博新能源", "第二家投资方"]
    assert not Draft.objects.exists()
