"""A word to the worker through the broker, worth no waiting: a sweep finds what it misses."""

import logging

from celery import current_app

log = logging.getLogger(__name__)

NUDGE_OPTIONS = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2, "max_retries": 0}


def nudge(task: str, *arguments: str) -> None:
    """Ask for a task, if the broker is there at once."""
    try:
        with current_app.connection_for_write(transport_options=NUDGE_OPTIONS) as connection:
            current_app.send_task(task, list(arguments), connection=connection, retry=False)
    except Exception as error:  # noqa: BLE001 (errors of any broker library; none may reach the sender)
        log.warning("broker_away", extra={"task": task, "error": str(error)})
