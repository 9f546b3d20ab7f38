"""Settings, routes and the two applications (WSGI and Celery). Imported by nobody."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
