"""The Celery application; its settings are the CELERY_ ones of settings.py."""

import os

from celery import Celery

from participation import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")

broker.register()

app = Celery("participation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
