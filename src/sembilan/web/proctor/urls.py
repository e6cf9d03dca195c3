from __future__ import annotations

from django.urls import path

from sembilan.web.proctor import minutes, views

app_name = "proctor"

urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("<uuid:session>/", views.session, name="session"),
    path("<uuid:session>/papan", views.board, name="board"),
    path("<uuid:session>/buka", views.open_check_in, name="open"),
    path("<uuid:session>/mulai", views.start, name="start"),
    path("<uuid:session>/registrasi", views.check_in, name="check_in"),
    path("<uuid:session>/undur", views.postpone, name="postpone"),
    path("<uuid:session>/jeda", views.pause_all, name="pause_all"),
    path("<uuid:session>/lanjut", views.resume_all, name="resume_all"),
    path("<uuid:session>/kejadian", views.incident, name="incident"),
    path("<uuid:session>/berita-acara", minutes.minutes, name="minutes"),
    path("<uuid:session>/tutup", views.close, name="close"),
    path("<uuid:session>/peserta/<uuid:ref>/", views.person, name="person"),
    path("<uuid:session>/peserta/<uuid:ref>/hadir", views.confirm, name="confirm"),
    path("<uuid:session>/peserta/<uuid:ref>/pin", views.pin, name="pin"),
    path("<uuid:session>/peserta/<uuid:ref>/kursi", views.seat, name="seat"),
    path("<uuid:session>/peserta/<uuid:ref>/absen", views.absent, name="absent"),
    path("<uuid:session>/peserta/<uuid:ref>/jeda", views.pause, name="pause"),
    path("<uuid:session>/peserta/<uuid:ref>/lanjut", views.resume, name="resume"),
    path("<uuid:session>/peserta/<uuid:ref>/waktu", views.credit, name="credit"),
    path("<uuid:session>/peserta/<uuid:ref>/kejadian", views.incident_of, name="incident_of"),
]
