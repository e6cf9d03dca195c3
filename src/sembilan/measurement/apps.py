from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    name = "sembilan.measurement"
    label = "measurement"

    def ready(self) -> None:
        from sembilan.measurement import leaves, subscribers  # noqa: F401  registers them
