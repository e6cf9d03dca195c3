from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "sembilan.reporting"
    label = "reporting"
