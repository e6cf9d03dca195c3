from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sembilan.ledger"
    label = "ledger"
