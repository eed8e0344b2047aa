"""认定 queue."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from projects.people.models import Officer
from tests.factories import NOW, City, at_stage, new_project, submitted
from tests.workflow.pages import PAGE_TEST, enter
from workflow.steps.models import Claim
from workflow.steps.services import draft_claim

pytestmark = PAGE_TEST


def queue(officer: Officer, query: str = "") -> str:
    answer = enter(officer).get(reverse("steps:queue") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_waits_for_me_comes_first_the_latest_deadline_last(city: City) -> None:
    old = NOW - timedelta(days=20)
    submitted(city, new_project(city, name="刚交的项目"), "sign")
    submitted(city, new_project(city, name="超期的项目", now=old, investor="乙"), "sign", now=old)
    text = queue(city.verifier_of("sign"))
    assert text.index("超期的项目") < text.index("刚交的项目")
    assert "超期 9 个工作日" in text
    assert "1 件超期" in text


def test_a_claim_without_a_promised_day_waits_behind_those_with_one(city: City) -> None:
    unpromised = submitted(city, new_project(city, name="无期限的项目"), "sign")
    Claim.objects.filter(pk=unpromised.pk).update(due_on=None)
    submitted(city, new_project(city, name="有期限的项目", investor="乙"), "sign")
    text = queue(city.verifier_of("sign"))
    assert text.index("有期限的项目") < text.index("无期限的项目")


def test_a_verifier_of_another_department_is_not_asked(city: City) -> None:
    submitted(city, new_project(city), "sign")
    assert "没有等您认定的申报" in queue(city.verifier_of("start"))


def test_a_clerk_sees_what_the_own_unit_handed_in(city: City) -> None:
    submitted(city, new_project(city, name="本单位的项目"), "sign")
    text = queue(city.clerk)
    assert "本单位申报的" in text
    assert "本单位的项目" in text
    assert "等我认定" not in text


def test_filters_live_in_the_address(city: City) -> None:
    submitted(city, new_project(city, name="在签的项目"), "sign")
    signed = at_stage(new_project(city, name="在注册的项目", investor="乙"), "signed", city)
    submitted(city, signed, "register")
    text = queue(city.dispatcher, "?tab=all&step=register&state=submitted")
    assert "在注册的项目" in text
    assert "在签的项目" not in text
    assert "在注册的项目" not in queue(city.dispatcher, "?tab=all&step=register&unit=340207")
    assert "在注册的项目" in queue(city.dispatcher, "?tab=all&step=register&unit=340212")


def test_a_draft_of_another_unit_is_not_listed(city: City) -> None:
    project = new_project(city, name="别人的草稿")
    draft_claim(project.pk, "sign", by=city.clerk, now=NOW, effective_on=NOW.date())
    assert "别人的草稿" not in queue(city.verifier_of("sign"), "?tab=all")
    assert "别人的草稿" in queue(city.clerk)


def test_nonsense_in_the_address_is_ignored(city: City) -> None:
    assert "认定" in queue(city.clerk, "?tab=x&step=fly&state=zz&unit=nowhere&page=abc")


def test_the_number_of_queries_does_not_grow_with_the_list(city: City, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        submitted(city, new_project(city, name=f"项目{number}", investor=f"企业{number}"), "sign")
    client = enter(city.verifier_of("sign"))
    with django_assert_max_num_queries(19):  # type: ignore[operator]
        text = client.get(reverse("steps:queue")).content.decode()
    assert text.count("待认定") >= 12
