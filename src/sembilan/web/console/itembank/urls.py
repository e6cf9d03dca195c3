from __future__ import annotations

from django.urls import path

from sembilan.web.console.itembank import views

app_name = "itembank"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("butir/", views.items, name="items"),
    path("butir/baru/<str:instrument>/<str:type_>/", views.add, name="add"),
    path("butir/<str:code>/", views.item, name="item"),
    path("butir/<str:code>/ubah/", views.revise, name="revise"),
    path("butir/<str:code>/tindakan/", views.act, name="act"),
    path("bukti/<str:code>/", views.evidence, name="evidence"),
    path("bukti/<str:code>/tanda-tangan/<int:statement>/", views.countersign, name="countersign"),
]
