from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "sembilan.scheduling"
    label = "scheduling"
