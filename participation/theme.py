"""The groups' colours as a style sheet: they are data, and pages carry no inline style."""

import hashlib

from participation.models import MissionGroup


def sheet() -> str:
    """One class for each group in force, holding its three colours."""
    groups = MissionGroup.objects.in_force().values_list("number", "fill", "ink", "tint")
    return "\n".join(
        f".group-{number}{{--group-fill:{fill};--group-ink:{ink};--group-tint:{tint}}}"
        for number, fill, ink, tint in groups
    )


def etag() -> str:
    return f'"{hashlib.sha256(sheet().encode()).hexdigest()[:20]}"'
