"""What an address of the list asks for: read once for the page, the export and the runs over many projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.desk.addresses import Address
from workflow.desk.columns import Column, Day, keys_in
from workflow.desk.forms import ProjectFilter
from workflow.desk.models import SavedView
from workflow.desk.queries import listing
from workflow.desk.queries.habits import ALL, Habits, habits_of, views_for


@dataclass
class Listed:
    """One reading of an address by one officer on one day."""

    query: QueryDict
    officer: Officer
    on: date

    @cached_property
    def day(self) -> Day:
        """The day, with its rules of lights."""
        return Day(self.on)

    @cached_property
    def form(self) -> ProjectFilter:
        """The filters."""
        return ProjectFilter(self.query, officer=self.officer)

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """Filters in use."""
        return self.form.chosen()

    @cached_property
    def habits(self) -> Habits:
        """What the officer sees when the address says nothing."""
        return habits_of(self.officer)

    @cached_property
    def views(self) -> list[SavedView]:
        """Saved views to choose from."""
        return views_for(self.officer)

    @cached_property
    def view(self) -> SavedView | None:
        """The saved view of the address, or none that the officer may open."""
        return self.view_of(self.query.get("view", ""))

    def view_of(self, text: str | UUID | None) -> SavedView | None:
        """The saved view of this id among those to choose from."""
        return next((view for view in self.views if str(view.pk) == str(text)), None)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns to show."""
        return self.habits.shown(self._keys)

    @property
    def _keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(keys_in(self.query.get("columns", ""))))

    @cached_property
    def address(self) -> Address:
        """The same address in canonical form."""
        view = str(self.view.pk) if self.view else ALL if self.query.get("view") == ALL else ""
        return Address(self.form.pairs(), self._keys, view)

    @property
    def column_keys(self) -> str:
        """The columns as an address writes them."""
        return ",".join(column.key for column in self.columns)

    @property
    def is_changed(self) -> bool:
        """Does the address differ from its saved view?"""
        if self.view is None:
            return False
        return self.address.query != self.view.query or self.view.columns not in ("", self.column_keys)

    @cached_property
    def found(self) -> QuerySet[Project]:
        """The filtered set."""
        return listing.filtered(self.officer, self.chosen, on=self.on, book=self.day.book)

    @property
    def rows(self) -> QuerySet[Project]:
        """The filtered set in its order, with what the columns show."""
        return listing.ordered(self.found, self.chosen.get("order", ""), self.columns)

    @property
    def words(self) -> list[str]:
        """The filters in words."""
        return [said for _, _, said in self.form.sentences()]
