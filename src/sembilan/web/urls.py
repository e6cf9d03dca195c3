"""The faces' addresses, in one table."""

from __future__ import annotations

import importlib.util

from django.urls import include, path

urlpatterns = [
    path(prefix, include(f"sembilan.web.{face}.urls"))
    for prefix, face in (("", "console"), ("saya/", "portal"), ("ujian/", "exam"), ("ruang/", "proctor"), ("verifikasi/", "public"))
    if importlib.util.find_spec(f"sembilan.web.{face}") and importlib.util.find_spec(f"sembilan.web.{face}.urls")
]
