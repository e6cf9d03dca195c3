from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext

from sembilan.kit.formats import tanggal
from sembilan.kit.said import Said


class KitConfig(AppConfig):
    name = "sembilan.kit"
    label = "kit"

    def ready(self) -> None:
        from sembilan.kit import checks, security  # noqa: F401  registers the system checks

        Said.say, Said.day = staticmethod(gettext), staticmethod(tanggal)
        post_migrate.connect(security.apply_after_migrate, dispatch_uid="kit.security")
