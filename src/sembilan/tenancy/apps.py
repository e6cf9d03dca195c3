from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "sembilan.tenancy"
    label = "tenancy"
