from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "sembilan.assembly"
    label = "assembly"

    def ready(self) -> None:
        from sembilan.assembly import leaves  # noqa: F401  registers them
