"""Whether a document is ours: open to everybody, and silent about the person."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sembilan.kit.text import gettext_noop
from sembilan.ledger.models import Leaf
from sembilan.reporting import selectors
from sembilan.reporting.rules.verification import as_typed
from sembilan.reporting.selectors import Verified
from sembilan.web.ui.pages import render

LARGEST_FILE = 10 * 1024 * 1024
KINDS = {
    "person": gettext_noop("Laporan hasil profiling perorangan"),
    "own": gettext_noop("Laporan hasil profiling perorangan, salinan bagi pemiliknya"),
}


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The code from paper. What is typed loosely is led to its one address."""
    typed = request.GET.get("kode", "").strip()
    code = as_typed(typed)
    if code is not None:
        return HttpResponseRedirect(reverse("public:verify", args=[code]))
    problem = gettext("Kode terdiri atas 12 huruf dan angka, misalnya K7QP-2M4X-9TRA.") if typed else ""
    return render(request, "public/ask.html", {"typed": typed[:40], "problem": problem}, status=400 if problem else 200)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the code stands for; with a file, whether it is that document to the last byte. The file is not kept."""
    found = selectors.verify(code)
    if found is None:
        return render(request, "public/unknown.html", {"code": code[:40]}, status=404)
    leaves = [(gettext(words), one, bytes(one.commitment).hex()) for words, one in _fixed(found) if one is not None]
    context = {"found": found, "leaves": leaves, "kind": gettext(KINDS.get(found.kind, found.kind)), "compared": "", "problem": ""}
    if request.method == "POST":
        file = request.FILES.get("berkas")
        if file is None:
            context["problem"] = gettext("Pilih berkas PDF lebih dahulu.")
        elif (file.size or 0) > LARGEST_FILE:
            context["problem"] = gettext("Berkas ini lebih besar dari 10 MB, jadi bukan laporan dari sini.")
        else:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            context["compared"] = "same" if digest.hexdigest() == found.sha256 else "different"
    return render(request, "public/verify.html", context, status=400 if context["problem"] else 200)


def _fixed(found: Verified) -> tuple[tuple[str, Leaf | None], ...]:
    return ((gettext_noop("Laporan ini"), found.leaf), (gettext_noop("Perhitungan kotak yang dikutipnya"), found.run_leaf))
