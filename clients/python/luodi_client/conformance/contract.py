"""The routes of the contract, row by row. ``later``: a server may do without, as long as it does not describe it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """``methods``: those that the contract names. ``later``: not every server has it."""

    path: str
    methods: tuple[str, ...]
    later: bool = False


def _rows(text: str, *, later: bool = False) -> list[Route]:
    parts = (line.split() for line in text.strip().splitlines())
    return [Route(path, tuple(methods), later) for path, *methods in parts]


ROUTES = [
    *_rows("""
/organisations/ GET
/organisations/{id}/ GET
/officers/ GET
/officers/{id}/ GET
/enterprises/ GET POST
/enterprises/{id}/ GET PATCH
/projects/ GET POST
/projects/{id}/ GET PATCH
/projects/by-ref/{id}/ PUT
/projects/{id}/next-steps/ GET
/projects/{id}/transitions/ GET
/projects/{id}/as-of/ GET
/projects/{id}/evidence/ GET POST
/projects/{id}/responsibilities/ GET POST
/projects/{id}/responsibilities/{id}/ GET PATCH
/projects/{id}/progress-reports/ GET POST
/projects/{id}/progress-reports/{id}/ GET PATCH
/projects/{id}/funds/ GET POST
/projects/{id}/funds/{id}/ GET PATCH
/projects/{id}/plan-nodes/ GET POST
/projects/{id}/plan-nodes/{id}/ GET PATCH
/projects/{id}/issues/ GET POST
/projects/{id}/issues/{id}/ GET PATCH
/projects/{id}/steps/ POST
/claims/ GET POST
/claims/{id}/ GET PATCH
/claims/{id}/submit/ POST
/claims/{id}/withdraw/ POST
/claims/{id}/approve/ POST
/claims/{id}/return/ POST
/claims/{id}/reject/ POST
/statistics/funnel/ GET
/statistics/flow/ GET
/statistics/cohort/ GET
/statistics/tiers/ GET
/statistics/rows/ GET
/meetings/ GET POST
/meetings/{id}/ GET PATCH
/meetings/{id}/agenda/ GET POST PATCH
/meetings/{id}/minutes/ GET POST PATCH
/meetings/{id}/pack/ GET POST
/meetings/{id}/packs/ GET POST
/action-items/ GET POST
/action-items/{id}/ GET PATCH
/action-items/{id}/accept/ POST
/action-items/{id}/reply/ POST
/action-items/{id}/request-extension/ POST
/action-items/{id}/close/ POST
/action-items/{id}/return/ POST
/action-items/{id}/reopen/ POST
/report-rounds/ GET POST
/report-rounds/{id}/submissions/ GET POST
/projects/bulk/ POST
/changes/ GET
/webhooks/ GET POST
/webhooks/{id}/ GET PATCH DELETE
/webhooks/{id}/deliveries/ GET
/deliveries/{id}/replay/ POST
"""),
    *_rows(
        """
/events/ GET POST
/leads/ GET POST
/visits/ GET POST
/sites/ GET POST
/campaigns/ GET
/campaigns/{id}/progress/ GET
/campaigns/{id}/scoreboard/ GET
""",
        later=True,
    ),
]
QUERIES = {
    "/projects/{id}/as-of/": "?on={today}",
    "/statistics/flow/": "?step=sign&from={year}-01-01&to={today}",
    "/statistics/cohort/": "?signed_from={year}-01-01&signed_to={today}",
    "/statistics/tiers/": "?thresholds=100000,200000,500000,1000000",
    "/changes/": "?page_size=1",
}
"""What a GET needs in order to be understood."""
BY_KEY = "/statistics/rows/"  # read in figures.py, with the key of a figure
