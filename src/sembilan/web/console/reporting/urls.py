from django.urls import path

from sembilan.web.console.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("pegawai/<uuid:identifier>/", views.person, name="person"),
    path("unit/<uuid:identifier>/", views.unit, name="unit"),
    path("pekerjaan/<uuid:identifier>/", views.progress, name="progress"),
    path("pekerjaan/<uuid:identifier>/lanjut/", views.resume, name="resume"),
    path("pekerjaan/<uuid:identifier>/unduh/", views.archive, name="archive"),
]
