from django.apps import AppConfig


class CompetencyConfig(AppConfig):
    name = "sembilan.competency"
    label = "competency"
