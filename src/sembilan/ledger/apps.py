from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sembilan.ledger"
    label = "ledger"

    def ready(self) -> None:
        from sembilan.ledger import leaves  # noqa: F401  registers them
