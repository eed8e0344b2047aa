"""A statement answers what its queryset answers, whatever it was asked before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models, transaction
from django.db.models import CharField, DateField, DateTimeField, DecimalField, Exists, OuterRef, Q, UUIDField, Value
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects import statements
from projects.ledger.models import Project
from projects.people.models import Organisation
from projects.statements import Slot, Statement
from tests.factories import City, build_city, new_project

KEY = Slot("key", UUIDField())


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    statements.forget()
    yield
    statements.forget()


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def projects(city: City) -> list[Project]:
    made = [new_project(city, name=f"项目{number}", investor=f"投资人{number}") for number in range(4)]
    for number, one in enumerate(made):
        Project.objects.filter(pk=one.pk).update(total_investment_wan=Decimal(number) + Decimal("0.5"))
    return list(Project.objects.order_by("number"))


def by_key(**values: Any) -> Statement:
    return Statement(lambda: Project.objects.filter(pk=KEY).values("id", "name", "created_at"), **values)


def test_it_answers_each_value_with_its_own_row(projects: list[Project]) -> None:
    for one in (*projects, projects[0]):
        assert by_key(key=one.pk).rows() == [{"id": one.pk, "name": one.name, "created_at": one.created_at}]
    assert by_key(key=uuid4()).rows() == []


def test_django_writes_it_once(projects: list[Project], monkeypatch: pytest.MonkeyPatch) -> None:
    by_key(key=projects[0].pk).rows()
    monkeypatch.setattr(models.QuerySet, "filter", lambda *_, **__: pytest.fail("built again"))
    assert by_key(key=projects[1].pk).rows()[0]["name"] == projects[1].name


def test_another_shape_is_another_statement(projects: list[Project]) -> None:
    def named(name: str) -> Statement:
        return Statement(lambda: Project.objects.filter(name=name).values_list("name", flat=True), name)

    assert named("项目1").rows() == ["项目1"]
    assert named("项目2").rows() == ["项目2"]


@pytest.mark.parametrize(
    ("lookup", "field", "value"),
    [
        ("total_investment_wan__gte", DecimalField(max_digits=16, decimal_places=4), Decimal("1.5")),
        ("total_investment_wan__lte", DecimalField(max_digits=16, decimal_places=4), "1.5000"),
        ("negotiating_on__lte", DateField(), date(2099, 1, 1)),
        ("created_at__gte", DateTimeField(), datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone())),
        ("name", CharField(), "项目2"),
        ("name", CharField(), "100% '\"\\ %s {} ;--"),
    ],
)
def test_values_of_every_type_mean_what_they_mean_in_a_queryset(
    projects: list[Project], lookup: str, field: models.Field[Any, Any], value: Any
) -> None:
    asked = Statement(lambda: Project.objects.filter(**{lookup: Slot("value", field)}), lookup, value=value)
    expected = {one.pk for one in Project.objects.filter(**{lookup: value})}
    assert {one.pk for one in asked.rows()} == expected
    assert {one.pk for one in asked.rows()} == expected


def test_among_takes_as_many_as_there_are(projects: list[Project]) -> None:
    def named(*found: Project) -> set[str]:
        keys = Slot("keys", UUIDField())
        asked = Statement(lambda: Project.objects.filter(pk__among=keys), keys=[one.pk for one in found])
        return {one.name for one in asked.rows()}

    assert named() == set()
    assert named(*projects[:1]) == {projects[0].name}
    assert named(*projects) == {one.name for one in projects}


def test_among_reads_a_foreign_key(projects: list[Project], city: City) -> None:
    keys = Slot("keys", UUIDField())
    asked = Statement(
        lambda: Project.objects.filter(landing_organisation__among=keys).values_list("pk"),
        keys=[city.district.pk],
    )
    assert len(asked.rows()) == len(projects)


def test_among_of_a_plain_list_is_refused(projects: list[Project]) -> None:
    with pytest.raises(TypeError):
        list(Project.objects.filter(pk__among=[projects[0].pk]))


def test_constants_with_signs_of_formats_stay_what_they_are(projects: list[Project]) -> None:
    def build() -> models.QuerySet[Any, Any]:
        said = Value("50% %s '引号' \\", output_field=CharField())
        return Project.objects.filter(Q(name__contains="%") | Q(pk=KEY)).annotate(said=said).values("said")

    assert Statement(build, key=projects[0].pk).rows() == [{"said": "50% %s '引号' \\"}]


def test_slots_inside_subqueries_are_bound(projects: list[Project], city: City) -> None:
    here = Organisation.objects.filter(pk=OuterRef("landing_organisation"), code=Slot("code", CharField()))

    def landing(code: str) -> list[Any]:
        return Statement(lambda: Project.objects.filter(Exists(here)), code=code).rows()

    assert len(landing(city.district.code)) == len(projects)
    assert landing("nowhere") == []


def test_instances_come_with_what_was_selected_beside(projects: list[Project]) -> None:
    found = Statement(
        lambda: Project.objects.select_related("landing_organisation").filter(pk=KEY), key=projects[0].pk
    ).first()
    code = projects[0].landing_organisation.code
    with connection.execute_wrapper(lambda *_: pytest.fail("asked again")):
        assert found.landing_organisation.code == code
    assert found == projects[0]


def test_what_can_match_nothing_asks_nothing(projects: list[Project]) -> None:
    asked = Statement(lambda: Project.objects.none().values("id"))
    with connection.execute_wrapper(lambda *_: pytest.fail("asked")):
        assert asked.rows() == []
        assert asked.first() is None


def test_a_narrowed_one_leaves_the_first_as_it_was(projects: list[Project]) -> None:
    every = Statement(lambda: Project.objects.order_by("number"))
    first = every.then(lambda found: found[:2], 2)
    assert [one.pk for one in first.rows()] == [one.pk for one in projects[:2]]
    assert len(every.rows()) == len(projects)


def test_prefetching_is_refused(city: City) -> None:
    with pytest.raises(TypeError, match="prefetches"):
        Statement(lambda: Project.objects.prefetch_related("tags")).rows()


def test_the_one_asked_least_recently_goes(projects: list[Project], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", 2)

    def numbered(number: int) -> Statement:
        return Statement(lambda: Project.objects.filter(pk=KEY), number, key=projects[0].pk)

    for number in (1, 2, 1, 3):
        numbered(number).rows()
    assert {shape[-1] for shape in statements._kept} == {1, 3}


def test_its_reads_are_counted_as_all_others(projects: list[Project], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        by_key(key=projects[0].pk).rows()
        by_key(key=projects[1].pk).rows()


def test_watched_or_not_its_rows_are_the_same(projects: list[Project]) -> None:
    def whole() -> Any:
        return Project.objects.filter(pk=KEY).values("pk", "created_at", "negotiating_on", "total_investment_wan")

    (alone,) = Statement(whole, key=projects[0].pk).rows()
    with CaptureQueriesContext(connection) as seen:
        (watched,) = Statement(whole, key=projects[0].pk).rows()
    assert len(seen) == 1
    assert alone == watched
    assert [type(one) for one in alone.values()] == [type(one) for one in watched.values()]
    assert alone["created_at"].tzinfo == watched["created_at"].tzinfo


def test_what_is_distinct_is_sorted_by_what_it_selects(projects: list[Project]) -> None:
    with pytest.raises(TypeError, match="distinct"):
        Statement(lambda: Project.objects.order_by("number").values_list("name").distinct()).rows()


def test_in_a_transaction_that_failed_it_says_what_django_says(projects: list[Project]) -> None:
    with pytest.raises(TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        by_key(key=projects[0].pk).rows()


@pytest.mark.django_db(transaction=True)
def test_threads_share_it_each_on_its_own_connection(city: City) -> None:
    made = [new_project(city, name=f"线程{number}", investor=f"线程投资人{number}") for number in range(4)]
    told: dict[str, set[str]] = {}

    def ask(one: Project) -> None:
        try:
            told[one.name] = {by_key(key=one.pk).rows()[0]["name"] for _ in range(50)}
        finally:
            connection.close()

    threads = [Thread(target=ask, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {one.name: {one.name} for one in made}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no prepared statements of a session")
def test_postgresql_keeps_its_plan(projects: list[Project]) -> None:
    for one in projects:
        by_key(key=one.pk).rows()
    mine = 'SELECT "ledger_project"."id" AS "id", "ledger_project"."name" AS "name"%'
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", [mine]
        )
        assert cursor.fetchall() == [(len(projects) - 1,)]  # from the second time on


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no prepared statements of a session")
def test_other_queries_neither_count_nor_push_a_plan_out(projects: list[Project]) -> None:
    by_key(key=projects[0].pk).rows()
    for number in range(150):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {number}")
    by_key(key=projects[1].pk).rows()
    by_key(key=projects[2].pk).rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [text for (text,) in cursor.fetchall()]
    assert sum('"ledger_project"."id" AS "id", "ledger_project"."name" AS "name"' in text for text in kept) == 1
    assert not any(text.startswith("SELECT 1") for text in kept)


def test_the_same_method_of_two_classes_is_two_statements() -> None:
    class First:
        model: Any = Project

        @classmethod
        def every(cls) -> models.QuerySet[Any, Any]:
            found: models.QuerySet[Any, Any] = cls.model.objects.order_by()
            return found

    class Second(First):
        model = Organisation

    assert Statement(First.every).shape != Statement(Second.every).shape
