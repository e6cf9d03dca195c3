from django.apps import AppConfig


class ProfilingConfig(AppConfig):
    name = "sembilan.profiling"
    label = "profiling"

    def ready(self) -> None:
        from sembilan.profiling import leaves, subscribers  # noqa: F401  registers them
