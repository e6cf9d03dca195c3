from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sembilan.demo"
    label = "demo"
