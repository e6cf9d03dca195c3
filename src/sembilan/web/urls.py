"""The faces' addresses, in one table."""

from __future__ import annotations

from django.urls import include, path

FACES = (("", "console"), ("saya/", "portal"), ("ujian/", "exam"), ("ruang/", "proctor"), ("verifikasi/", "public"))

urlpatterns = [path(prefix, include(f"sembilan.web.{face}.urls")) for prefix, face in FACES]
