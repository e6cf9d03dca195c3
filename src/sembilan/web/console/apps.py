from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "sembilan.web.console"
    label = "console"
