from django.apps import AppConfig


class HandoutsConfig(AppConfig):
    name = "protocols.handouts"
    label = "handouts"
