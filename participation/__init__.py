"""The project package and the core every house stands on."""

from participation.celery import app as celery_app

__all__ = ["celery_app"]
