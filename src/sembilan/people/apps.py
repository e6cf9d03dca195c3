from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sembilan.people"
    label = "people"

    def ready(self) -> None:
        from sembilan.people import leaves  # noqa: F401  registers them
