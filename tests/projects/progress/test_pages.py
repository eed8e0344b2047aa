"""The pages of reports and problems, as somebody uses them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Project
from projects.progress.models import Problem, Report
from projects.progress.services import answer_problem, correct_report, note_problem
from tests.factories import NOW, City, sign_in
from tests.projects.progress.conftest import Raise, Send


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def window(city: City) -> Client:
    return sign_in(Client(), city.clerk)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


class TestReporting:
    """The form of a report."""

    @pytest.fixture
    def path(self, project: Project) -> str:
        return reverse("progress:report_new", args=[project.pk])

    def test_the_last_report_stands_beside_the_form(self, window: Client, path: str, send: Send) -> None:
        send("2026-10", "主体封顶", next_steps="设备进场", completed_wan=Decimal(12500))
        page = text_of(window.get(path))
        assert "主体封顶" in page and "设备进场" in page and "12,500" in page
        assert "2026年11月（11月1日至11月30日）" in page and 'value="2026-10"' not in page

    def test_a_report_is_sent_and_shown_in_the_archive(self, window: Client, path: str, project: Project) -> None:
        body = {"period": "2026-11", "news": "封顶", "completed_wan": "300", "image_percent": "35", "do": "send"}
        assert window.post(path, body).status_code == 302
        page = text_of(window.get(reverse("desk:project", args=[project.pk]), {"tab": "progress"}))
        assert "封顶" in page and "35%" in page and "300" in page

    def test_the_plan_of_the_last_report_is_taken_over_and_nothing_typed_is_lost(
        self, window: Client, path: str, send: Send
    ) -> None:
        send("2026-10", next_steps="设备进场")
        answer = window.post(path, {"period": "2026-11", "news": "正在写", "do": "copy"})
        page = text_of(answer)
        assert answer.status_code == 200 and "正在写" in page and page.count("设备进场") == 2
        assert "已填入上期的下步计划" in page and Report.objects.count() == 1

    def test_the_same_words_are_refused_beside_the_field(self, window: Client, path: str, send: Send) -> None:
        send("2026-10", "主体封顶")
        answer = window.post(path, {"period": "2026-11", "news": "主体封顶", "do": "send"})
        assert answer.status_code == 422 and "与上期完全相同，请写明本期变化" in text_of(answer)

    def test_a_leader_reads_and_does_not_report(self, city: City, path: str) -> None:
        assert sign_in(Client(), city.chief).get(path).status_code == 403


class TestCorrecting:
    """The form of a correction."""

    def test_who_comes_second_sees_both_versions_and_keeps_his_words(
        self, city: City, window: Client, send: Send
    ) -> None:
        report = send("2026-11", "原文")
        correct_report(report.pk, {"news": "同事写的"}, by=city.dispatcher, now=NOW)
        path = reverse("progress:report_edit", args=[report.pk])
        answer = window.post(path, {"news": "我写的", "version": "1"})
        page = text_of(answer)
        assert answer.status_code == 412 and "同事写的" in page and page.count("我写的") >= 2
        assert 'name="version" value="2"' in page
        assert window.post(path, {"news": "我写的", "version": "2"}).status_code == 302
        assert Report.objects.get().news == "我写的"

    def test_a_report_is_withdrawn_with_a_reason(self, window: Client, send: Send) -> None:
        report = send("2026-11")
        path = reverse("progress:report_edit", args=[report.pk])
        assert window.post(path, {"do": "withdraw", "why": "", "version": "1"}).status_code == 422
        assert window.post(path, {"do": "withdraw", "why": "报错", "version": "1"}).status_code == 302
        assert not Report.objects.current().exists()


class TestProblems:
    """The list, and the page of one."""

    def test_a_city_office_finds_what_it_must_coordinate(self, city: City, ask: Raise) -> None:
        ask(title="区里的事")
        problem = ask(level="city", asked_organisation=city.city, title="市里的事")
        office = sign_in(Client(), city.dispatcher)
        page = text_of(office.get(reverse("progress:problems"), {"mine": "1"}))
        assert "市里的事" in page and "区里的事" not in page
        home = text_of(office.get("/"))
        assert "1 个问题待协调" in home and reverse("progress:problem", args=[problem.pk]) in home
        answer_problem(problem.pk, text="在办", by=city.dispatcher, now=NOW)
        assert "个问题待协调" not in text_of(office.get("/"))

    def test_the_list_and_the_tab_ask_the_same_number_of_questions_whatever_their_length(
        self, city: City, project: Project, ask: Raise, django_assert_max_num_queries: Any
    ) -> None:
        window = sign_in(Client(), city.dispatcher)
        for number in range(30):
            ask(title=f"问题{number}")
        with django_assert_max_num_queries(16):
            assert "第 26–30 条，共 30 条" in text_of(window.get(f"{reverse('progress:problems')}?page=2"))
        with django_assert_max_num_queries(19):
            window.get(reverse("desk:project", args=[project.pk]), {"tab": "problems"})

    def test_an_answer_is_given_on_the_page(self, city: City, ask: Raise) -> None:
        problem = ask(level="city", asked_organisation=city.departments["GX"])
        department = sign_in(Client(), city.verifiers["start"])
        path = reverse("progress:problem", args=[problem.pk])
        page = text_of(department.get(path))
        assert problem.project.name in page
        assert reverse("desk:project", args=[problem.project_id]) not in page
        assert department.post(path, {"do": "answer", "text": "在办", "version": "1"}).status_code == 302
        assert Problem.objects.get().last_answer == "在办"

    def test_who_comes_second_keeps_his_words(self, city: City, ask: Raise) -> None:
        problem = ask(level="city", asked_organisation=city.city)
        note_problem(problem.pk, text="补充", by=city.clerk, now=NOW)
        office = sign_in(Client(), city.dispatcher)
        path = reverse("progress:problem", args=[problem.pk])
        answer = office.post(path, {"do": "answer", "text": "我写的答复", "version": "1"})
        page = text_of(answer)
        assert answer.status_code == 412 and "我写的答复" in page and "补充" in page
        assert office.post(path, {"do": "answer", "text": "我写的答复", "version": "2"}).status_code == 302

    @pytest.mark.parametrize("do", ["solve", "dance", ""])
    def test_what_one_may_not_do_is_refused(self, city: City, window: Client, ask: Raise, do: str) -> None:
        problem = ask(level="city", asked_organisation=city.city)
        path = reverse("progress:problem", args=[problem.pk])
        body = {"do": do, "text": "好", "resolved_on": "2026-11-18", "version": "1"}
        assert window.post(path, body).status_code in (403, 422)
        assert Problem.objects.get().state == "waiting"

    def test_a_problem_of_another_district_is_not_found(self, city: City, ask: Raise) -> None:
        stranger = sign_in(Client(), city.sibling_clerk)
        assert stranger.get(reverse("progress:problem", args=[ask().pk])).status_code == 404
        assert "二期用地" not in text_of(stranger.get(reverse("progress:problems"), {"state": "all"}))
