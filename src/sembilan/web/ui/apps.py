from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sembilan.web.ui"
    label = "ui"
