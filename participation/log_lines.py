"""What is taken out of every line of the log before it is written. Settings name these."""

import re
from typing import Any

from django.http import HttpRequest

#: What a database says below its first sentence: the row it refused, the statement, the place.
#: In a traceback it goes on to the next exception; in a repr its line breaks are spelt out.
_BELOW = re.compile(
    r"(?:\n|\\n)(?:DETAIL|HINT|CONTEXT|LINE \d+):.*?"
    r"(?=\n\n(?:The above exception|During handling of the above)|\Z)",
    re.DOTALL,
)


def forget_browser(_logger: Any, _method: str, event: Any) -> Any:
    event.pop("user_agent", None)
    return event


def forget_values(_logger: Any, _method: str, event: Any) -> Any:
    """A row that the database refuses holds what somebody typed; the constraint's name stays."""
    for name, value in event.items():
        if isinstance(value, Exception):
            value = repr(value)  # noqa: PLW2901 (as the line would have it)
        if isinstance(value, str):
            event[name] = _BELOW.sub("", value)
    return event


#: What stands behind the path of an address, and parts of the path as long as only keys are.
_BEHIND = re.compile(r"\?.*", re.DOTALL)
_KEY = re.compile(r"(?<=/)[^/?]{33,}")


def forget_question(_logger: Any, _method: str, event: Any) -> Any:
    """An address holds behind its question mark what somebody searched for, perhaps a name.

    And some are keys themselves: to a file, to a new password. Who reads the log opens nothing.
    """
    asked = event.get("request")
    if isinstance(asked, HttpRequest):  # as Django's own logging hands it over
        asked = f"{asked.method} {asked.path}"
    if isinstance(asked, str):
        event["request"] = _KEY.sub("…", _BEHIND.sub("", asked))
    if isinstance(said := event.get("event"), str):
        event["event"] = _KEY.sub("…", said)
    return event
