from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "sembilan.web.public"
    label = "public"
