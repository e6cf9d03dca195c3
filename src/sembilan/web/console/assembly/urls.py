from __future__ import annotations

from django.urls import path

from sembilan.web.console.assembly import views

app_name = "assembly"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("kisi/bawaan/", views.load, name="load"),
    path("kisi/baru/<str:instrument>/", views.add, name="add"),
    path("kisi/<int:identifier>/", views.blueprint, name="blueprint"),
    path("kisi/<int:identifier>/ubah/", views.revise, name="revise"),
    path("kisi/<int:identifier>/rakit/", views.build, name="build"),
    path("bentuk/<str:code>/", views.form, name="form"),
    path("bentuk/<str:code>/tanpa-gambar/", views.nonvisual, name="nonvisual"),
    path("segel/", views.seal, name="seal"),
    path("paket/<str:code>/", views.battery, name="battery"),
]
