from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "sembilan.delivery"
    label = "delivery"

    def ready(self) -> None:
        from sembilan.delivery import leaves  # noqa: F401  registers them
