from django.apps import AppConfig


class ProctorConfig(AppConfig):
    name = "sembilan.web.proctor"
    label = "proctor"
