"""The database's own guard of keys: two live ones at most for an account, and what was ended does not come back.

The account's row is locked first, so that two keys issued at once see each other on PostgreSQL; SQLite has one writer.
A key counts as live at the instant at which the new one is issued: no trigger reads a clock.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TWO_LIVE = "luodi: an account has two live keys at most"
ENDED = "luodi: a key that was ended or given to an account stays so"

_TOO_MANY = """
    (SELECT count(*) FROM gateway_apikey held
     WHERE held.account_id = NEW.account_id AND held.id <> NEW.id AND held.revoked_at IS NULL
       AND (held.expires_at IS NULL OR held.expires_at > NEW.created_at)) >= 2
    AND NEW.revoked_at IS NULL AND (NEW.expires_at IS NULL OR NEW.expires_at > NEW.created_at)
"""
_BACK = """
    (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL) OR NEW.account_id <> OLD.account_id
    OR (OLD.expires_at IS NOT NULL AND (NEW.expires_at IS NULL OR NEW.expires_at > OLD.expires_at))
"""

_SQLITE = {
    "gateway_two_live_keys": f"""
        CREATE TRIGGER gateway_two_live_keys BEFORE INSERT ON gateway_apikey WHEN {_TOO_MANY}
        BEGIN SELECT RAISE(ABORT, '{TWO_LIVE}'); END""",
    "gateway_key_ended": f"""
        CREATE TRIGGER gateway_key_ended BEFORE UPDATE ON gateway_apikey WHEN {_BACK}
        BEGIN SELECT RAISE(ABORT, '{ENDED}'); END""",
}

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION gateway_two_live_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM people_officer WHERE id = NEW.account_id FOR UPDATE;
      IF {_TOO_MANY} THEN RAISE EXCEPTION '{TWO_LIVE}' USING ERRCODE = '23514'; END IF;
      RETURN NEW;
    END $$""",
    f"""
    CREATE OR REPLACE FUNCTION gateway_key_ended() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{ENDED}' USING ERRCODE = '23514'; END $$""",
    """
    CREATE TRIGGER gateway_two_live_keys BEFORE INSERT ON gateway_apikey FOR EACH ROW
    EXECUTE FUNCTION gateway_two_live_keys()""",
    f"""
    CREATE TRIGGER gateway_key_ended BEFORE UPDATE ON gateway_apikey FOR EACH ROW WHEN ({_BACK})
    EXECUTE FUNCTION gateway_key_ended()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    statements = _POSTGRESQL if connection.vendor == "postgresql" else list(_SQLITE.values())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a negative control)."""
    table = " ON gateway_apikey" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there and switched on?"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(_SQLITE) <= {row[0] for row in cursor.fetchall()}
