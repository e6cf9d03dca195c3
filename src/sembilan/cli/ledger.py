"""`sembilan verify-ledger`: does the log still say what it said, and do the rows still say what was committed?

`sembilan renew-ledger-key`: another key signs from here on, where the file of the one before is lost.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import Any

from sembilan.cli import demo, site
from sembilan.kit.text import gettext_noop

FAULTS = {
    "gap": gettext_noop("catatan %(at)s hilang; yang sesudahnya tidak diperiksa"),
    "leaf": gettext_noop("catatan %(at)s: garam dan isinya tidak membuka sidik yang tercatat"),
    "note": gettext_noop("titik periksa atas %(at)s catatan tidak ditandatangani kunci yang berlaku pada ukuran itu"),
    "checkpoint": gettext_noop("titik periksa atas %(at)s catatan ditandatangani untuk ukuran atau sidik isi yang lain"),
    "root": gettext_noop("titik periksa atas %(at)s catatan: catatannya sendiri memberi sidik isi yang lain"),
}
DIFFERENCES = {
    "changed": gettext_noop("catatan %(position)s, %(kind)s: %(words)s tidak lagi seperti yang ditetapkan"),
    "unlogged": gettext_noop("%(kind)s: %(words)s tidak mempunyai catatan sendiri (nomor %(position)s)"),
    "gone": gettext_noop("catatan %(position)s, %(kind)s: yang ditetapkannya tidak ada lagi"),
    "unknown": gettext_noop("catatan %(position)s, %(kind)s: tidak ada bagian pemasangan ini yang menulis catatan jenis ini"),
}
LANGUAGES = ("id", "en")


def add_commands(commands: Any) -> None:
    told = "recompute the log from its leaves, check every signature, and every leaf against the rows it commits to"
    verify = commands.add_parser("verify-ledger", help=told)
    verify.add_argument("--demo", action="store_true", help="the log of the demo that was made here, whether it runs or not")
    verify.add_argument("--language", choices=LANGUAGES, help="of the answer; by default that of the terminal, else Indonesian")
    verify.set_defaults(run=run_verify)
    renew = commands.add_parser("renew-ledger-key", help="a new key signs the log from here on: the old one is lost or leaked")
    renew.add_argument("--reason", required=True, help="the log commits to it: name nobody")
    renew.set_defaults(run=run_renew_key)


def run_verify(chosen: argparse.Namespace) -> int:
    with demo.at_hand() if chosen.demo else _site():
        site.set_up_django()
        site.require_site()
        return verify_ledger(chosen.language or spoken(os.environ))


@contextlib.contextmanager
def _site() -> Iterator[None]:
    site.secret_of_home()
    with site.database():
        yield


def spoken(environment: Mapping[str, str]) -> str:
    """The language of a terminal: English where its locale says so, otherwise Indonesian.

    >>> spoken({"LANG": "en_GB.UTF-8"}), spoken({"LANG": "en_GB.UTF-8", "LC_ALL": "id_ID.UTF-8"}), spoken({"LANG": "C.UTF-8"})
    ('en', 'id', 'id')
    """
    told = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if told.lower().startswith("en") else "id"


def verify_ledger(language: str = "id") -> int:
    """With Django ready and a database there. 1 where something does not fit."""
    from django.db import transaction
    from django.utils import translation

    from sembilan.kit import scope
    from sembilan.tenancy.rules import NATION

    with transaction.atomic(), scope.carried(scope=[NATION]), translation.override(language):
        fits = [_log_fits(), _keys_fit()]  # both are told, whatever the first finds
        _tell_extent(fits=all(fits))
    return 0 if all(fits) else 1


def _log_fits() -> bool:
    """Tells every leaf and checkpoint that does not fit, and every object that is not what its leaf says."""
    from django.utils.translation import gettext

    from sembilan.ledger import selectors

    found = selectors.faults()
    for fault in found:
        print(gettext(FAULTS[fault.kind]) % {"at": fault.at})
    fits = not found
    for one in selectors.differences({fault.at for fault in found if fault.kind == "leaf"}):
        print(gettext(DIFFERENCES[one.what]) % vars(one), flush=True)
        fits = False
    return fits


def _tell_extent(*, fits: bool) -> None:
    from django.utils.translation import gettext

    from sembilan.ledger import selectors

    last, leaves, erased = selectors.last_checkpoint(), selectors.leaves().count(), selectors.erased()
    if erased:
        print(gettext("%(n)s catatan tidak punya garam lagi (dihapus); data di baliknya tidak dapat dibandingkan.") % {"n": erased})
    covered = gettext("belum ada titik periksa")
    if last:
        told = {"n": last.size, "time": f"{last.at:%Y-%m-%d %H:%M} UTC"}
        covered = gettext("titik periksa terakhir mencakup %(n)s di antaranya, %(time)s") % told
    verdict = gettext("Semuanya cocok.") if fits else gettext("Ada yang tidak cocok.")
    print(gettext("%(n)s catatan; %(covered)s.") % {"n": leaves, "covered": covered}, verdict)


def _keys_fit() -> bool:
    """Tells which key signed how much, and whether the file outside the database agrees. One that is gone contradicts nothing."""
    from django.conf import settings
    from django.utils.translation import gettext

    from sembilan.ledger import selectors
    from sembilan.ledger.errors import KeyForeign, KeyUnreadable

    for key, n in selectors.signed():
        since = gettext("catatan pertama") if key.leaf is None else gettext("catatan %(n)s") % {"n": key.leaf}
        line = gettext("kunci %(key)s, berlaku sejak %(since)s: titik periksa yang ditandatangani: %(n)s")
        print(line % {"key": key.verifier, "since": since, "n": n})
    problem = selectors.key_problem()
    if problem is None:
        return True
    file = {"file": settings.LEDGER_KEY_FILE}
    if isinstance(problem, KeyForeign):
        print(gettext("kunci di %(file)s bukan yang terbaru di antaranya") % file)
        return False
    state = gettext("tidak terbaca") if isinstance(problem, KeyUnreadable) else gettext("tidak ada di tempatnya")
    told = gettext("berkas kunci terbaru, %(file)s, %(state)s: sebelum dikembalikan atau diganti, tak ada yang ditandatangani")
    print(told % {**file, "state": state})
    return True


def run_renew_key(chosen: argparse.Namespace) -> int:
    with _site():
        site.check()
        site.require_site()
        return renew_key(chosen.reason)


def renew_key(reason: str) -> int:
    """With Django ready and a database there."""
    from django.conf import settings
    from django.db import transaction

    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.ledger import services
    from sembilan.tenancy.rules import NATION

    try:
        with transaction.atomic(), scope.carried(scope=[NATION]):
            made, aside = services.renew_key(reason, at=clock.now())
    except RuleBroken as refused:
        raise site.Refused(f"{refused} ({refused.code})") from refused
    except OSError as refused:
        raise site.Refused(f"the file of the key cannot be changed, and nothing was renewed: {refused}") from refused
    print(f"From leaf {made.leaf} on checkpoints are signed by {made.verifier}")
    print(f"Publish that key beside the one before. Keep a copy of {settings.LEDGER_KEY_FILE}, its private half, apart from here.")
    if aside is not None:
        print(f"The file that was there is now {aside}; nothing needs it any more.")
    return 0
