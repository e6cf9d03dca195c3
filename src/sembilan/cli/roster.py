"""`sembilan import FILE --agency CODE` and `sembilan undo-import UUID`: the same services as the pages, from the command line."""

from __future__ import annotations

import argparse
import uuid
from pathlib import Path
from typing import Any

from sembilan.cli import site
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop


def add_commands(commands: Any) -> None:
    bring = commands.add_parser("import", help="import a roster (XLSX or CSV) into an agency")
    bring.add_argument("file", type=Path)
    bring.add_argument("--agency", required=True, metavar="CODE", help="code of the agency")
    bring.add_argument(
        "--as", dest="username", default="", metavar="USERNAME", help="who imports; default: the operator of this machine"
    )
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    bring.add_argument("--errors", type=Path, metavar="FILE.xlsx", help="write every doubtful row there")
    bring.set_defaults(run=run_import)
    undo = commands.add_parser("undo-import", help="take a whole import back")
    undo.add_argument("batch", type=uuid.UUID, metavar="UUID")
    undo.add_argument("--agency", required=True, metavar="CODE", help="code of the agency")
    undo.add_argument("--as", dest="username", default="", metavar="USERNAME")
    undo.set_defaults(run=run_undo)


def run_import(chosen: argparse.Namespace) -> int:
    if not chosen.file.is_file():
        raise site.Refused(f"{chosen.file} is no file.")
    site.secret_of_home()
    with site.database():
        site.set_up_django()
        site.require_site()
        return import_file(chosen)


def run_undo(chosen: argparse.Namespace) -> int:
    site.secret_of_home()
    with site.database():
        site.set_up_django()
        site.require_site()
        return undo_file(chosen)


def import_file(chosen: argparse.Namespace) -> int:
    """With Django ready and a database there. 1 where the file or one of its sheets is refused; then nothing is changed."""
    from django.db import transaction

    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.people import services

    agency = _agency(chosen.agency)
    with scope.carried(scope=[agency.path]):
        actor = _actor(chosen.username, agency)
        at = clock.now()
        try:
            with transaction.atomic():
                batch = services.preview_import(agency, chosen.file.name, chosen.file.read_bytes(), actor=actor, at=at)
                if not chosen.dry_run:
                    batch = services.apply_import(batch, actor=actor, at=at)
                _show(batch, applied=not chosen.dry_run)
                if chosen.errors:
                    _write_errors(batch, chosen.errors, actor, at)
                if chosen.dry_run:
                    transaction.set_rollback(True)
        except RuleBroken as refused:
            raise site.Refused(f"{refused} ({refused.code})") from refused
    return 0


def undo_file(chosen: argparse.Namespace) -> int:
    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.people import selectors, services

    agency = _agency(chosen.agency)
    with scope.carried(scope=[agency.path]):
        actor = _actor(chosen.username, agency)
        batch = selectors.import_batch(chosen.batch, actor=actor)
        if batch is None:
            raise site.Refused(f"agency {chosen.agency} has no import {chosen.batch}.")
        try:
            services.undo_import(batch, actor=actor, at=clock.now())
        except RuleBroken as refused:
            raise site.Refused(f"{refused} ({refused.code})") from refused
    print(f"Undone: {batch.file_name} ({batch.uuid}).")
    return 0


def _agency(code: str) -> Any:
    from sembilan.tenancy.models import Kind, Organisation

    found = list(Organisation.objects.filter(kind=Kind.AGENCY, code=code)[:2])
    if len(found) != 1:
        there = ", ".join(Organisation.objects.filter(kind=Kind.AGENCY).order_by("code").values_list("code", flat=True)[:20])
        raise site.Refused(f"no single agency has the code {code}. There are: {there or 'none'}.")
    return found[0]


def _actor(username: str, agency: Any) -> Any:
    """The named user with his roles; without a name the operator of this machine, who keeps this agency for the moment."""
    from sembilan.accounts import services as accounts
    from sembilan.accounts.models import User
    from sembilan.kit import scope
    from sembilan.tenancy import selectors as tenancy
    from sembilan.tenancy.rules import Actor, Held, Role

    if not username:
        return Actor(uuid.UUID(int=0), "Operator (baris perintah)", frozenset({Held(Role.AGENCY_ADMIN, agency.path)}))
    user_id = accounts.user_id(username)
    if user_id is None:
        raise site.Refused(f"there is no user {username}.")
    with scope.carried(user=user_id):
        return tenancy.actor_for(User.objects.get(pk=user_id))


def _show(batch: Any, *, applied: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from sembilan.people import selectors
    from sembilan.people.rules.causes import CAUSES

    console = Console()
    table = Table(title=f"{batch.file_name}: {'diterapkan' if applied else 'pratinjau, tidak ada yang diubah'}")
    columns = {
        "read": "baris",
        "new": "baru",
        "changed": "berubah",
        "same": "sama",
        "doubtful": "diragukan",
        "refused": "menunggu",
        "unused": "tak dipakai",
    }
    for title in ("lembar", "dibaca sebagai"):
        table.add_column(title, overflow="fold")  # a name is told whole, over two lines where the terminal is narrow
    for title in columns.values():
        table.add_column(title, justify="right")
    for sheet, _mapped in selectors.sheets(batch):
        counts = batch.counts.get(sheet)
        if counts is None:
            continue
        table.add_row(sheet, batch.mapping[sheet]["kind"] or "–", *(str(counts[name]) for name in columns))
    console.print(table)
    for sheet, mapped in selectors.sheets(batch):
        if mapped["unmatched"]:
            unread = f"Kolom yang tidak dibaca pada lembar {sheet}: {', '.join(mapped['unmatched'])}."
            console.print(unread, soft_wrap=True, markup=False, highlight=False)
    if batch.causes:
        causes = Table(title="Masalah menurut sebab")
        for title, side in (("sebab", "left"), ("akibat", "left"), ("banyaknya masalah", "right")):
            causes.add_column(title, justify=side)  # type: ignore[arg-type]
        told = sorted(
            ((CAUSES[code], n) for code, n in batch.causes.items()), key=lambda pair: (pair[0].severity != "blocks", -pair[1])
        )
        for cause, n in told:
            causes.add_row(cause.title, "menunggu" if cause.severity == "blocks" else "masuk, diragukan", str(n))
        console.print(causes)
    if applied:
        console.print(f"Impor {batch.uuid}, SHA-256 {batch.file_hash}, buku besar nomor {batch.leaf}.", soft_wrap=True)


def _write_errors(batch: Any, file: Path, actor: Any, at: Any) -> None:
    from django.utils.translation import gettext

    from sembilan.audit.services import note_listing
    from sembilan.people import selectors
    from sembilan.people.errors_sheet import error_sheet

    rows = list(selectors.rows_with_doubts(batch))
    people = selectors.people_in(rows)
    note_listing(
        "people.import_errors",
        actor=actor,
        at=at,
        why=Said(gettext_noop("Memperbaiki data")),
        path=batch.path,
        people=people,
        count=len(rows),
    )
    file.write_bytes(error_sheet(batch, rows, gettext))
    print(f"Wrote {len(rows)} doubtful rows to {file}.")
