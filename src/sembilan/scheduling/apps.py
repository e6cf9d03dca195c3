from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "sembilan.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        from sembilan.scheduling import subscribers  # noqa: F401  # registers what this room hears
