"""What the leaves about packages and sessions commit to, told from the rows: when they are written, and when they are verified."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext

from sembilan.delivery import chain
from sembilan.delivery.models import Answer, Attempt, SealedPackage, Session
from sembilan.delivery.package import package_hash
from sembilan.ledger.kinds import Committed, committed
from sembilan.merkle.commitment import rows_digest

_LINE = ("seq", "kind", "section", "item", "value", "client_ms", "lease", "at")
_SITTING = (
    "uuid", "ref", "entry__ref", "entry__package__hash", "state", "last_seq", "chain", "used_ms", "submitted_at", "hand_in_code",
)  # fmt: skip


def package_facts(code: str) -> dict[str, Any]:
    """A sealed package: the hash of the body that is stored, and what stands on its cover. Raises SealedPackage.DoesNotExist."""
    sealed = SealedPackage.objects.select_related("sealed_body").get(code=code)
    cover = (sealed.name, sealed.hash, sealed.outline, sealed.evidence, sealed.sealed_at)
    return {"package": code, "package_hash": package_hash(sealed.sealed_body.body), "cover": rows_digest([cover])}


def session_facts(session: Session, chains: Mapping[str, str]) -> dict[str, Any]:
    """A closed session: the last hash of every journal (attempt -> hexadecimals), and whose attempt it was, on which package,
    how it ended. A journal counts as one attempt's alone: two that were exchanged are two other facts."""
    sittings = Attempt.objects.filter(entry__session=session).order_by("uuid").values_list(*_SITTING)
    return {"session": str(session.uuid), "attempts": dict(chains), "sittings": rows_digest(sittings.iterator())}


def journal_chains(session: Session) -> dict[str, str]:
    """Attempt -> its last hash, from the rows of the journal in order of their numbers. Streams; nation's scope."""
    rows = Answer.objects.filter(attempt__entry__session=session).order_by("attempt_id", "seq").values_list("attempt__uuid", *_LINE)
    chains = {}
    for attempt, lines in itertools.groupby(rows.iterator(chunk_size=5_000), key=lambda row: row[0]):
        linked = chain.START
        for _attempt, *line in lines:
            linked = chain.link(linked, chain.canonical_row(**dict(zip(_LINE, line, strict=True))))
        chains[str(attempt)] = linked.hex()
    return chains


@committed("session")
def closed_sessions() -> Iterator[Committed]:
    for one in Session.objects.filter(state=Session.State.CLOSED).order_by("pk").iterator():
        yield Committed(one.leaf, one.closed_at, gettext("sesi %(title)s") % {"title": one.title}, partial(_from_journal, one))


def _from_journal(session: Session) -> dict[str, Any]:
    return session_facts(session, journal_chains(session))
