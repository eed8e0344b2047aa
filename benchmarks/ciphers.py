"""The list of people with their telephones, ciphered, against the same list with the column in clear.

Both sides are the same query and the same page of fifty rows, masked; only what the column costs differs. Row 36 of
reliability.md asks for at most 1.2 times the time.
"""

from __future__ import annotations

from functools import partial
from unittest import mock

from django.template import Context, Template

from benchmarks.ratio import Ratio, compare
from projects.people.models import Officer
from projects.privacy.fields import EncryptedTextField
from tests.factories import City

ROWS = 50
CLEAR = "13600000001"
LIST = Template(
    "{% load masks %}<table>{% for one in people %}<tr><td>{{ one.name }}</td><td>{{ one.username }}</td>"
    "<td>{{ one.organisation.name }}</td><td>{{ one.phone|masked_phone }}</td></tr>{% endfor %}</table>"
)


def measure(city: City, rounds: int) -> Ratio:
    """A page of fifty people, rendered by template from the database."""
    made = [
        Officer(username=f"row{number}", name=f"人{number}", organisation=city.district, phone=f"136{number:08d}")
        for number in range(ROWS)
    ]
    Officer.objects.bulk_create(made)
    clear, ciphered = partial(_page, is_ciphered=False), partial(_page, is_ciphered=True)
    work = "list of 50 people with telephones (ciphered)"
    return compare(work, "the same list, column not deciphered", [(ciphered, clear)] * rounds, goal=0.83)


def _page(*, is_ciphered: bool) -> str:
    if is_ciphered:
        return _render()
    with mock.patch.object(EncryptedTextField, "from_db_value", _in_clear):
        return _render()


def _in_clear(value: str, *args: object) -> str:
    """What a plain column would hold: nothing is deciphered, and as much is masked."""
    return CLEAR


def _render() -> str:
    people = Officer.objects.filter(username__startswith="row").select_related("organisation")[:ROWS]
    return LIST.render(Context({"people": people}))
