"""The minutes of a session (berita acara): who was there, what happened, what was handed in. Made to be printed and signed."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sembilan.delivery import access, selectors, services
from sembilan.delivery.models import Session
from sembilan.delivery.selectors import Line
from sembilan.kit import clock
from sembilan.tenancy import selectors as tenancy
from sembilan.web.proctor.forms import DOCUMENTS
from sembilan.web.proctor.views import HALL, STATUS
from sembilan.web.ui.pages import Request, found, page, render


@never_cache
@require_GET
@page(*HALL)
def minutes(request: Request, session: uuid.UUID) -> HttpResponse:
    """NIP stand in full for the proctor of this session alone (`access.can`), and that is noted as a reading."""
    row = found(selectors.session(session, actor=request.actor))
    at = clock.now()
    made = selectors.minutes(row, at=at)
    full = access.can(request.actor, "read_nip", row)
    nips = services.reveal_nips(row, actor=request.actor, at=at) if full else {}
    if not full:
        services.note_roster(row, actor=request.actor, at=at)
    agency = tenancy.agency_of(row.path)
    context = {
        "session": row,
        "agency_name": agency.name if agency else "",
        "minutes": made,
        "rows": [(line, _outcome(row, line), nips.get(line.entry.pk)) for line in made.lines],
        "documents": dict(DOCUMENTS),
        "closed": row.state == Session.State.CLOSED,
        "at": at,
    }
    return render(request, "proctor/minutes.html", context)


def _outcome(row: Session, line: Line) -> str:
    """How it ended for one person; before the session is closed, how it stands."""
    if row.state == Session.State.CLOSED and not line.attempt.is_closed:
        return gettext("hadir, tidak mengerjakan") if line.checked_in else gettext("tidak hadir")
    return gettext(STATUS[line.status][0])
