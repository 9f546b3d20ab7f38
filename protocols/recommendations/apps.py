from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "protocols.recommendations"
    label = "recommendations"
