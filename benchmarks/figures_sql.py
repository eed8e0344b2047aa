"""The hand-written statements: what somebody who knows the tables would write for exactly these answers.

They are written for PostgreSQL and run on SQLite as well. ``%(as_of)s`` and ``%(known_at)s`` are the two times.
"""

from __future__ import annotations

from itertools import pairwise

_SEEN = "p.landing_organisation_id IN (SELECT id FROM people_organisation WHERE path LIKE %(path)s)"

_VOID = """p.id IN (
    SELECT w.project_id FROM steps_transition w WHERE w.step = 'withdraw'
    AND w.reason IN ('duplicate', 'merged') AND w.recorded_at <= %(known_at)s
    AND NOT EXISTS (SELECT 1 FROM steps_transition b WHERE b.project_id = w.project_id AND b.step = 'restore'
                    AND b.sequence > w.sequence AND b.recorded_at <= %(known_at)s))"""

_SIDE = "CAST(a.amounts->'total_investment_wan'->>{} AS numeric)"
_MOVED = f"{_SIDE.format(1)} - {_SIDE.format(0)}"

_REVOKED = """EXISTS (
    SELECT 1 FROM steps_transition r WHERE r.revokes_id = t.id AND r.recorded_at <= %(known_at)s)"""

_STANDS = f"t.effective_on <= %(as_of)s AND t.recorded_at <= %(known_at)s AND NOT {_REVOKED}"

_SIGNED = f"""
    SELECT t.project_id, 1 AS counts, t.total_investment_wan + COALESCE((
        SELECT SUM({_MOVED}) FROM amendments_amendment a
        WHERE a.project_id = t.project_id AND a.state = 'approved' AND a.decided_at <= %(known_at)s
        AND a.decided_at > t.recorded_at
        AND (a.kind = 'correction' OR (a.kind = 'reduction' AND a.effective_on <= %(as_of)s))), 0) AS amount
    FROM steps_transition t JOIN ledger_project p ON p.id = t.project_id
    WHERE t.step = 'sign' AND t.effective_on BETWEEN %(first)s AND %(last)s AND {_STANDS} AND {_SEEN} AND NOT {_VOID}
"""

_INCREASED = f"""
    SELECT a.project_id, 0 AS counts, a.increment_wan AS amount
    FROM amendments_amendment a JOIN ledger_project p ON p.id = a.project_id
    WHERE a.state = 'approved' AND a.kind = 'increase' AND a.decided_at <= %(known_at)s
    AND a.effective_on BETWEEN %(first)s AND %(last)s AND a.effective_on <= %(as_of)s AND {_SEEN} AND NOT {_VOID}
    AND EXISTS (SELECT 1 FROM steps_transition t WHERE t.project_id = a.project_id AND t.step = 'sign'
                AND t.recorded_at < a.decided_at AND {_STANDS})
"""

FLOW = f"""
SELECT COALESCE(SUM(counts), 0), SUM(amount) FROM ({_SIGNED} UNION ALL {_INCREASED}) flow
WHERE amount >= CAST(%(least)s AS numeric)
"""
"""Number and money of signings of at least ``least``, increases with their increments."""


def _band(lower: int | None, upper: int | None) -> str:
    within = " AND ".join([*([f"amount >= {lower}"] if lower else []), *([f"amount < {upper}"] if upper else [])])
    return f"COALESCE(SUM(counts) FILTER (WHERE {within}), 0), SUM(amount) FILTER (WHERE {within})"


_ENDS = (None, 10_000, 100_000, 200_000, 500_000, 1_000_000, None)
TIERS = f"""
SELECT {", ".join(_band(lower, upper) for lower, upper in pairwise(_ENDS))}
FROM ({_SIGNED} UNION ALL {_INCREASED}) flow
"""
"""Number and money of each exclusive band, in one pass."""


def _reached(step: str) -> str:
    return f"""SUM(CASE WHEN EXISTS (
        SELECT 1 FROM steps_transition t WHERE t.project_id = s.project_id AND t.step = '{step}' AND {_STANDS})
        THEN 1 ELSE 0 END)"""


COHORT = f"""
WITH s AS ({_SIGNED})
SELECT COUNT(*), SUM(amount), {_reached("register")}, {_reached("start")}, {_reached("produce")} FROM s
"""
"""Size and money of a list, and how many reached each later stage."""

COHORT_NOW = f"""
WITH s AS ({_SIGNED})
SELECT COUNT(*), SUM(s.amount), COUNT(p.registered_on), COUNT(p.started_on), COUNT(p.producing_on)
FROM s JOIN ledger_project p ON p.id = s.project_id
"""
"""The same where the dates of the present file are enough."""

FUNNEL_NOW = f"""
SELECT p.stage, p.standing, COUNT(*), SUM(p.total_investment_wan)
FROM ledger_project p WHERE p.negotiating_on <= %(as_of)s AND {_SEEN}
AND NOT {_VOID}
GROUP BY p.stage, p.standing
"""
"""The present file says it all."""

FUNNEL = f"""
WITH reached AS (
    SELECT t.project_id,
           MAX(CASE t.step WHEN 'sign' THEN 1 WHEN 'register' THEN 2 WHEN 'start' THEN 3 ELSE 4 END) AS place
    FROM steps_transition t WHERE t.step IN ('sign', 'register', 'start', 'produce') AND {_STANDS}
    GROUP BY t.project_id),
moved AS (
    SELECT t.project_id, MAX(t.sequence) AS sequence
    FROM steps_transition t WHERE t.step IN ('suspend', 'resume', 'terminate', 'withdraw', 'restore')
    AND t.effective_on <= %(as_of)s AND t.recorded_at <= %(known_at)s GROUP BY t.project_id),
stood AS (
    SELECT t.project_id, t.target_standing, t.step, t.reason
    FROM moved JOIN steps_transition t ON t.project_id = moved.project_id AND t.sequence = moved.sequence),
ahead AS (
    SELECT a.project_id, SUM({_MOVED}) AS amount FROM amendments_amendment a
    WHERE a.state = 'approved' AND a.kind <> 'correction' AND a.decided_at <= %(known_at)s
    AND a.effective_on > %(as_of)s GROUP BY a.project_id),
told AS (
    SELECT p.id, COALESCE(reached.place, 0) AS place, COALESCE(stood.target_standing, 'active') AS standing,
           CASE WHEN p.updated_at <= %(known_at)s THEN p.total_investment_wan ELSE COALESCE((
               SELECT CAST(c.before AS numeric) FROM ledger_change c
               WHERE c.project_id = p.id AND c.field = 'total_investment_wan' AND c.at > %(known_at)s
               ORDER BY c.at, c.id LIMIT 1), p.total_investment_wan) END - COALESCE(ahead.amount, 0) AS amount
    FROM ledger_project p LEFT JOIN reached ON reached.project_id = p.id LEFT JOIN stood ON stood.project_id = p.id
    LEFT JOIN ahead ON ahead.project_id = p.id
    WHERE p.negotiating_on <= %(as_of)s AND p.created_at <= %(known_at)s AND {_SEEN}
    AND NOT {_VOID})
SELECT CASE place WHEN 0 THEN 'negotiating' WHEN 1 THEN 'signed' WHEN 2 THEN 'registered' WHEN 3 THEN 'started'
       ELSE 'producing' END AS stage, standing, COUNT(*), SUM(amount)
FROM told GROUP BY place, standing
"""
"""Stage by the furthest counting step, standing by the last, money as known and in force."""
