"""The planner's statistics after bulk writing, at once.

PostgreSQL notes only some time later that a table has grown (autovacuum, a minute and more); until then a page that joins the new
rows is planned as if there were none, and takes seconds. The app role owns no table and may not ANALYZE: a function of the owner
does it.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from sembilan.kit import security

MANY: Final = 1_000  # rows; of fewer the planner's old picture is good enough

_NAME: Final = "fresh_statistics"

security.FUNCTIONS.append(
    f"CREATE OR REPLACE FUNCTION {_NAME}(tables name[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER "
    f"SET search_path = public, pg_temp AS $body$ DECLARE one name; BEGIN "
    f"FOREACH one IN ARRAY tables LOOP EXECUTE format('ANALYZE public.%I', one); END LOOP; END $body$;"
    f"REVOKE ALL ON FUNCTION {_NAME}(name[]) FROM PUBLIC; "
    f'GRANT EXECUTE ON FUNCTION {_NAME}(name[]) TO "{settings.APP_ROLE}"'
)


def refresh_statistics(room: str, written: int) -> None:
    """Look through the tables of a room again once the caller's transaction is committed, where it wrote many rows.

    What goes wrong here is logged and harms nobody: the rows stand.
    """
    if written >= MANY:
        transaction.on_commit(partial(_analyze, room), robust=True)


def _analyze(room: str) -> None:
    tables = sorted(model._meta.db_table for model in apps.get_app_config(room).get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_NAME}(%s::name[])", [tables])
