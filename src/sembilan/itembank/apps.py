from django.apps import AppConfig


class ItembankConfig(AppConfig):
    name = "sembilan.itembank"
    label = "itembank"
