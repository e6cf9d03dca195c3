from django.urls import path

from sembilan.web.console.measurement import views

app_name = "measurement"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("baru/", views.new, name="new"),
    path("permintaan/<uuid:identifier>/", views.request_page, name="request"),
    path("<uuid:identifier>/", views.run, name="run"),
    path("<uuid:identifier>/tahan/", views.hold, name="hold"),
    path("<uuid:identifier>/kembalikan/", views.lift, name="lift"),
    path("<uuid:identifier>/periksa/", views.check, name="check"),
    path("<uuid:identifier>/tanda-tangan/", views.sign, name="sign"),
    path("<uuid:identifier>/rilis/", views.release, name="release"),
]
