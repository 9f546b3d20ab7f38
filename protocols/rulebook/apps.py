from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "protocols.rulebook"
    label = "rulebook"
