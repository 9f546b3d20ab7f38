from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "protocols.review"
    label = "review"
