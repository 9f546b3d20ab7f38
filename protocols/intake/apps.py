from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "protocols.intake"
    label = "intake"
