"""Who sees an item, what it asks of whom, and what the meeting hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import PASSWORD, City, give_chief, new_project
from tests.workflow.items.samples import NOW, TODAY, closed, issued, later, long_term, signed, submitted
from workflow.items import services
from workflow.items.deadlines import Deadline
from workflow.items.kinds import Asks, Light
from workflow.items.models import Item, ItemRule
from workflow.items.queries import all_asking, asking, counted, narrowed, unanswered
from workflow.items.queries.lights import with_light

pytestmark = pytest.mark.django_db


def sees(officer: Officer, item: Item) -> bool:
    return Item.objects.visible_to(officer).filter(pk=item.pk).exists()


@pytest.mark.parametrize(
    ("who", "seen"),
    [("dispatcher", True), ("leader", True), ("clerk", True), ("chief", True), ("sibling_clerk", False)],
)
def test_the_issuers_scope_and_the_lead_with_its_parents_see_an_item(city: City, who: str, seen: bool) -> None:
    assert sees(getattr(city, who), issued(city)) is seen


def test_a_district_does_not_see_what_the_city_gave_its_own_department(city: City) -> None:
    item = issued(city, lead=city.departments["GX"])
    assert sees(city.verifiers["start"], item)
    assert not sees(city.clerk, item) and not sees(city.verifiers["register"], item)


def test_a_joint_unit_sees_it_and_a_receiver_once_asked(city: City) -> None:
    item = signed(city, joint=[city.departments["GX"]])
    assert sees(city.verifiers["start"], item) and not sees(city.sibling_clerk, item)
    services.hand_over(item.pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
    assert sees(city.sibling_clerk, item)
    services.answer_handover(item.pk, accepts=True, by=city.sibling_clerk, now=NOW)
    assert sees(city.clerk, item), "the first unit keeps sight of what it received"


def test_the_named_officer_and_the_chief_of_the_project_see_it(city: City) -> None:
    item = issued(city, lead=city.departments["SJ"], officer=city.sibling_clerk)
    assert sees(city.sibling_clerk, item)
    project = new_project(city, landing_organisation=city.district)
    other = issued(city, lead=city.departments["SJ"], project=project)
    assert not sees(city.chief, other)
    give_chief(city, project)
    assert sees(city.chief, other)


def test_an_item_shows_no_project_to_who_may_not_see_it(city: City) -> None:
    item = issued(city, lead=city.sibling, project=new_project(city))
    assert sees(city.sibling_clerk, item)
    assert not Project.objects.visible_to(city.sibling_clerk).exists()


def test_a_disabled_account_and_administrators_see_nothing(city: City) -> None:
    item = issued(city)
    city.clerk.is_active = False
    assert not sees(city.clerk, item)
    keeper = add_officer(
        city.district, username="keeper", name="管理", roles=[Role.SYSTEM_ADMIN], password=PASSWORD, by=None, now=NOW
    )
    assert not sees(keeper, item)


@pytest.mark.parametrize(
    ("late", "light"),
    [(-3, Light.GREEN), (-2, Light.BLUE), (0, Light.BLUE), (1, Light.YELLOW), (3, Light.YELLOW), (4, Light.RED)],
)
def test_the_light_goes_by_working_days_around_the_deadline(city: City, late: int, light: str) -> None:
    item = issued(city, deadline=Deadline(days=10))
    on = later(late, since=later(10)).date()
    assert with_light(Item.objects.filter(pk=item.pk), on=on).get().light == light


def test_a_deadline_on_friday_is_not_late_on_the_weekend(city: City) -> None:
    item = issued(city, deadline=Deadline(days=2))
    assert item.due_on.isoweekday() == 5
    for rest, light in ((1, Light.BLUE), (2, Light.BLUE), (3, Light.YELLOW)):
        on = item.due_on + timedelta(days=rest)
        assert with_light(Item.objects.filter(pk=item.pk), on=on).get().light == light


def test_the_numbers_are_those_of_the_nearest_rule(city: City) -> None:
    ItemRule.objects.create(organisation=city.province, blue_days=5, yellow_days=10)
    ItemRule.objects.create(organisation=city.district, blue_days=0, yellow_days=1)
    head = add_officer(
        city.district, username="zd", name="郑调", roles=[Role.DISPATCHER], password=PASSWORD, by=None, now=NOW
    )
    far = issued(city, deadline=Deadline(days=4))
    near = issued(city, issuer=city.district, by=head, deadline=Deadline(days=4))
    light = {one.pk: one.light for one in with_light(Item.objects.all(), on=TODAY)}
    assert (light[far.pk], light[near.pk]) == (Light.BLUE, Light.GREEN)
    light = {one.pk: one.light for one in with_light(Item.objects.all(), on=later(6).date())}
    assert (light[far.pk], light[near.pk]) == (Light.YELLOW, Light.RED)


def test_the_clock_stops_when_the_closing_is_asked_for(city: City) -> None:
    in_time = submitted(city, deadline=Deadline(days=2))
    late = submitted(city, deadline=Deadline(days=2), at=later(4))
    assert (in_time.late_days, late.late_days) == (0, 2)
    on = later(30).date()
    light = {one.pk: one.light for one in with_light(Item.objects.all(), on=on)}
    assert (light[in_time.pk], light[late.pk]) == (Light.GREEN, Light.YELLOW)


def test_long_term_is_grey_and_closed_has_none_and_the_counts_agree_with_the_rows(city: City) -> None:
    for make in (long_term, closed, issued, issued):
        make(city)
    found = narrowed(city.dispatcher, {"state": "all"}, on=TODAY)
    counts = {light: count for light, _, count in counted(found)}
    assert counts == {"grey": 1, "none": 1, "green": 2}
    for light, count in counts.items():
        assert narrowed(city.dispatcher, {"state": "all", "light": light}, on=TODAY).count() == count


def test_each_state_asks_those_who_must_act(city: City) -> None:
    def wants(officer: Officer, ask: str, on: object = TODAY) -> bool:
        return asking(officer, ask, on=on).exists()  # type: ignore[arg-type]

    item = issued(city, joint=[city.departments["GX"]])
    wu = city.verifiers["start"]
    assert wants(city.clerk, Asks.SIGN) and not wants(city.dispatcher, Asks.SIGN) and not wants(wu, Asks.JOIN)
    services.sign_item(item.pk, by=city.clerk, now=NOW)
    assert wants(wu, Asks.JOIN) and not wants(city.clerk, Asks.WORK)
    assert wants(city.clerk, Asks.WORK, on=later(9).date())
    services.ask_extension(item.pk, note="等批复。", wished_on=item.due_on + timedelta(days=9), by=city.clerk, now=NOW)
    assert wants(city.dispatcher, Asks.EXTENSION)
    services.reply_item(item.pk, note="已落实。", by=wu, now=NOW)
    assert not wants(wu, Asks.JOIN)
    services.submit_item(item.pk, note="办完。", by=city.clerk, now=NOW)
    assert wants(city.dispatcher, Asks.CHECK) and not all_asking(city.clerk, on=TODAY).exists()
    services.close_item(item.pk, note="同意。", by=city.dispatcher, now=NOW)
    assert not wants(city.dispatcher, Asks.RESULT) and wants(city.dispatcher, Asks.RESULT, on=later(30).date())


def test_a_long_term_item_asks_for_its_review_and_a_handover_for_its_answer(city: City) -> None:
    item = long_term(city)
    assert not asking(city.dispatcher, Asks.REVIEW, on=TODAY).exists()
    assert asking(city.dispatcher, Asks.REVIEW, on=item.review_on or TODAY).exists()
    other = signed(city)
    services.hand_over(other.pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
    assert asking(city.sibling_clerk, Asks.TAKE_OVER, on=TODAY).get() == other


def test_a_meeting_hears_of_late_and_of_unsigned_items_and_of_no_others(city: City) -> None:
    project = new_project(city)
    unsigned = issued(city, matter="没人签收", project=project)
    late = signed(city, matter="已经迟了", deadline=Deadline(days=2))
    submitted(city, matter="已报请", deadline=Deadline(days=2))
    signed(city, matter="不急")
    assert unanswered(city.city, TODAY) == []
    rows = unanswered(city.city, later(5).date())
    assert [row.item_id for row in rows] == [late.pk, unsigned.pk]
    assert rows[0].sentence == f"{late.number}“已经迟了”（牵头繁昌区）逾期 3 个工作日" and rows[0].light == "yellow"
    assert rows[1].sentence.endswith("交办已 5 个工作日仍未签收") and rows[1].project_id == project.pk
    assert unanswered(city.sibling, later(5).date()) == []
