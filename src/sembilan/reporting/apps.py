from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "sembilan.reporting"
    label = "reporting"

    def ready(self) -> None:
        from sembilan.reporting import leaves, subscribers  # noqa: F401  registers them
