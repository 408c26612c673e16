"""What holds for the whole house and is seen only from outside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rules
from celery import current_app
from django.conf import settings
from django.core.management import get_commands
from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.template.loaders.cached import Loader
from django.urls import URLResolver, get_resolver

BASE: Path = settings.BASE_DIR
TEMPLATES = BASE / "templates"
HOUSES = ("participation", "workgroups", "feedback", "reports")

#: Pages of a left house on which houses to its right may show something, by an inclusion tag.
COMPOSED_PAGES = {
    "participation/home.html",
    "participation/group_detail.html",
    "participation/desk.html",
}
#: Django asks for these by name when something goes wrong.
PAGES_OF_REFUSAL = {"403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def modules(*, tests: bool = False) -> Iterator[Path]:
    for house in HOUSES:
        for path in (BASE / house).rglob("*.py"):
            if tests or "tests" not in path.parts:
                yield path


def templates() -> dict[str, str]:
    """Every template of ours by the name it is asked for, with its text."""
    paths = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in paths}


def test_every_template_is_used() -> None:
    ours = templates()
    words = "\n".join([*(path.read_text() for path in modules()), *ours.values()])

    unused = [
        name
        for name in ours
        if not _is_named(name, words)
        and name not in PAGES_OF_REFUSAL
        and not _replaces_a_library_s(name)
    ]

    assert unused == []


def _is_named(name: str, words: str) -> bool:
    """Whole, or put together from its folder and its own name."""
    folder, _slash, own = name.removesuffix(".html").rpartition("/")
    return name in words or (f"{folder}/{{" in words and f'"{own}"' in words)


def _replaces_a_library_s(name: str) -> bool:
    """Whether an installed app brings a template of this name, which ours stands in for."""
    django = engines["django"]
    assert isinstance(django, DjangoTemplates)
    (cached,) = django.engine.template_loaders
    assert isinstance(cached, Loader)
    for loader in cached.loaders[1:]:
        try:
            loader.get_template(name)
        except TemplateDoesNotExist:
            continue
        return True
    return False


def test_every_permission_asked_for_has_a_rule() -> None:
    in_python = re.compile(rf'"((?:{"|".join(HOUSES)})\.[a-z]+_[a-z_]+)"')
    in_templates = re.compile(r"perms\.(\w+\.\w+)")
    asked = {
        permission
        for path in modules()
        if path.name in {"views.py", "admin.py"} or {"views", "admin"} & set(path.parts)
        for permission in in_python.findall(path.read_text())
    }
    asked |= {name for text in templates().values() for name in in_templates.findall(text)}

    assert len(asked) > 5
    assert [permission for permission in sorted(asked) if not rules.perm_exists(permission)] == []


def test_clock_starts_only_what_there_is() -> None:
    current_app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert asked
    assert asked - set(current_app.tasks) == set()


def test_only_one_room_asks_which_database_it_is() -> None:
    asking = {path.parent.name for path in modules() if ".vendor" in path.read_text()}

    assert asking == {"database"}


def test_left_houses_show_right_ones_only_on_composed_pages() -> None:
    order = {house: place for place, house in enumerate(HOUSES)}
    reaching = set()
    for name, text in templates().items():
        house = name.partition("/")[0]
        words = " ".join(re.findall(r"{% load (.+?) %}", text)).split()
        if any(order.get(word.removesuffix("_tags"), 0) > order.get(house, 0) for word in words):
            reaching.add(name)

    assert reaching <= COMPOSED_PAGES


def test_no_code_knows_which_office_it_serves() -> None:
    example = (BASE / "participation" / "data" / "office" / "office.yaml").read_text()
    (province,) = re.findall(r"short_name_th: สพป\.(\S+)", example)
    texts = {str(path): path.read_text() for path in modules()} | templates()

    assert [name for name, text in texts.items() if province in text] == []


def test_no_words_to_translate_stand_inside_an_f_string() -> None:
    """`makemessages` reads none there: they would stay English, and no check would miss them."""
    hidden = [
        f"{path}:{call.lineno}"
        for path in modules()
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and "gettext" in _called(call)
    ]

    assert hidden == []


def _called(call: ast.Call) -> str:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return "gettext" if name == "_" else str(name)


def test_every_view_names_its_methods() -> None:
    views = {
        (view.__module__, view.__name__)
        for view in _views(get_resolver())
        if view.__module__.split(".")[0] in HOUSES
    }
    nameless = [
        f"{module}: {function.name}"
        for module in {module for module, _name in views}
        for function in ast.parse((BASE / f"{module.replace('.', '/')}.py").read_text()).body
        if isinstance(function, ast.FunctionDef)
        and (module, function.name) in views
        and not any("require_" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]

    assert views
    assert nameless == []


def _views(resolver: URLResolver) -> Iterator[Any]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern)
        else:
            yield pattern.callback


def test_the_clock_names_commands_that_exist() -> None:
    named = {
        name for entry in settings.CELERY_BEAT_SCHEDULE.values() for name in entry.get("args", ())
    }

    assert named - set(get_commands()) == set()
