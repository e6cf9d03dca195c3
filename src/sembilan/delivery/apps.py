from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "sembilan.delivery"
    label = "delivery"
