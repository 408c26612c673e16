"""What is taken out of every line of the log before it is written. Settings name these."""

import re
from typing import Any

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
