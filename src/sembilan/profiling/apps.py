from django.apps import AppConfig


class ProfilingConfig(AppConfig):
    name = "sembilan.profiling"
    label = "profiling"
