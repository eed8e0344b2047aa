"""The last door of pages: numbers in texts are masked, forms keep what was typed (reliability.md 6, row 30)."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Project
from projects.privacy.pages import masked_page, masked_values
from tests.api.callers import caller
from tests.factories import City, new_project
from tests.workflow.pages import enter

PHONE, ID = "13712345678", "340204199001011234"
WORDS = f"联系张三{PHONE}，身份证{ID}"
MASKED = "联系张三137****5678，身份证340204********1234"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f"<p>{WORDS}</p>", f"<p>{MASKED}</p>"),
        (f'<b title="{WORDS}">x</b>', f'<b title="{MASKED}">x</b>'),
        (f'<option value="{PHONE}">{PHONE}</option>', f'<option value="{PHONE}">137****5678</option>'),
        (WORDS, MASKED),
    ],
)
def test_a_text_of_a_page_is_masked(html: str, shown: str) -> None:
    assert masked_page(html) == shown


@pytest.mark.parametrize(
    "html",
    [
        f'<textarea name="summary" rows="3">{WORDS}</textarea>',
        f'<input type="tel" name="phone" value="{PHONE}">',
        f'<a class="num" href="tel:{PHONE}"><i class="ti"></i> {PHONE}</a>',
        f"<script>const a = '{PHONE}';</script>",
        "<td>913402001234567890</td><td>13800.00</td><td>2026-11-18 09:00</td><code>2026-340212-38-03-012345</code>",
        "<a href='/projects/0f8fad5b-d9cb-469f-a165-13712345678e/'>x</a>",
        "a < b and 3 > 2 & c",
        "<td>zhang123@luodi.example</td>",
    ],
)
def test_forms_links_to_call_and_other_numbers_stay(html: str) -> None:
    assert masked_page(html) == html


def test_data_for_a_script_is_masked_and_stays_data() -> None:
    data = json.dumps({"note": f"{WORDS} </script>", "amount": 13712345678}).replace("<", "\\u003C")
    page = masked_page(f'<script id="x" type="application/json">{data}</script><p>{PHONE}</p>')
    assert "137****5678</p>" in page
    found = json.loads(page.split(">", 1)[1].split("</script>")[0])
    assert found == {"note": f"{MASKED} </script>", "amount": 13712345678}


def test_a_page_of_half_a_megabyte_is_masked_everywhere() -> None:
    page = f"<td>{WORDS}</td><td>2026-11-18</td>" * 8000
    assert PHONE not in masked_page(page)


def test_values_are_masked_but_for_the_spared() -> None:
    value = {"summary": WORDS, "uscc": PHONE, "rows": [{"note": PHONE}], "n": 13712345678, "none": None}
    assert masked_values(value, spared=frozenset({"uscc"})) == {
        "summary": MASKED, "uscc": PHONE, "rows": [{"note": "137****5678"}], "n": 13712345678, "none": None,
    }  # fmt: skip


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city, summary=WORDS)


@pytest.mark.django_db
def test_the_page_masks_and_the_form_of_who_may_edit_does_not(city: City, project: Project) -> None:
    client = enter(city.clerk)
    shown = client.get(reverse("desk:project", args=[project.pk])).content.decode()
    assert MASKED in shown and PHONE not in shown and ID not in shown
    assert WORDS in client.get(reverse("ledger:edit", args=[project.pk])).content.decode()
    assert Project.objects.get(pk=project.pk).summary == WORDS


@pytest.mark.django_db
def test_a_key_that_reads_gets_masked_texts_and_one_that_writes_gets_them_as_they_are(
    city: City, project: Project
) -> None:
    path = f"/projects/{project.pk}/"
    reader, writer = caller(city.district, "project:read"), caller(city.district, "project:read", "project:write")
    assert reader.get(path).body["summary"] == MASKED
    assert writer.get(path).body["summary"] == WORDS
    assert reader.get(path).body["id"] == str(project.pk)


@pytest.mark.django_db
def test_a_leader_at_the_api_reads_masked_texts(city: City, project: Project) -> None:
    client = Client()
    client.force_login(city.leader)
    assert client.get(f"/api/v1/projects/{project.pk}/").json()["summary"] == MASKED


@pytest.mark.django_db
def test_an_export_holds_no_clear_number(city: City, project: Project) -> None:
    sent = {"format": "csv", "columns": "number,summary"}
    answer = enter(city.clerk).get(reverse("desk:export"), sent)
    content = b"".join(answer.streaming_content).decode("utf-8-sig") if answer.streaming else answer.content.decode()
    assert PHONE not in content and ID not in content
    assert list(csv.reader(io.StringIO(content)))
