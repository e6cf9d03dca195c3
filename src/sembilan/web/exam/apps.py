from django.apps import AppConfig


class ExamConfig(AppConfig):
    name = "sembilan.web.exam"
    label = "exam"
