from django.urls import path

from sembilan.web.public import views

app_name = "public"
urlpatterns = [path("", views.ask, name="ask"), path("<str:code>/", views.verify, name="verify")]
