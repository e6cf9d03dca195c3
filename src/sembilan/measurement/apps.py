from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    name = "sembilan.measurement"
    label = "measurement"
