from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sembilan.web.portal"
    label = "portal"
