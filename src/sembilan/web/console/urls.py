from __future__ import annotations

from django.urls import include, path

AREAS = (
    ("", "home"),
    ("data/", "people"),
    ("bank/", "itembank"),
    ("rakitan/", "assembly"),
    ("kegiatan/", "scheduling"),
    ("ukur/", "measurement"),
    ("talenta/", "profiling"),
    ("laporan/", "reporting"),
    ("", "settings"),
)

urlpatterns = [path(prefix, include(f"sembilan.web.console.{area}.urls")) for prefix, area in AREAS]
