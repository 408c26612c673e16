"""The Celery application; its settings are the CELERY_ ones of settings.py."""

import os
from typing import Any

from celery import Celery
from django.dispatch import receiver
from django_structlog.celery.signals import modify_context_before_task_publish
from django_structlog.celery.steps import DjangoStructLogInitStep

from participation import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")

broker.register()

app = Celery("participation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)

#: What a task's log may know of the request that asked for it: never an address or a browser.
KNOWN_TO_TASKS = {"request_id", "user_id", "parent_task_id"}


@receiver(modify_context_before_task_publish)
def _forget_the_rest(*, context: dict[str, Any], **_kwargs: Any) -> None:
    for name in context.keys() - KNOWN_TO_TASKS:
        del context[name]
