from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sembilan.people"
    label = "people"
