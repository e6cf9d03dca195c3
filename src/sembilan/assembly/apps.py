from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "sembilan.assembly"
    label = "assembly"
