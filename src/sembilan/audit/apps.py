from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sembilan.audit"
    label = "audit"
