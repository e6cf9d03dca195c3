from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sembilan.accounts"
    label = "accounts"
