from django.urls import path

from sembilan.web.console.home import views

app_name = "console"
urlpatterns = [path("", views.home, name="home")]
