from django.urls import path

from sembilan.web.console.scheduling import views

app_name = "scheduling"
urlpatterns = [
    path("", views.events, name="events"),
    path("baru/", views.add_event, name="add_event"),
    path("<uuid:event>/", views.event, name="event"),
    path("<uuid:event>/sesi/", views.add_session, name="add_session"),
    path("<uuid:event>/daftarkan/", views.register, name="register"),
    path("<uuid:event>/peserta/", views.registered, name="registered"),
    path("sesi/<uuid:session>/siapkan/", views.prepare, name="prepare"),
]
