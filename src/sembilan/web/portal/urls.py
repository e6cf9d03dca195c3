from django.urls import path

from sembilan.web.portal import views

app_name = "portal"
urlpatterns = [path("", views.mine, name="mine"), path("laporan/", views.report, name="report")]
