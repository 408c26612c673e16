"""How a file is shown to the public: the places of a picture to be covered, as they are drawn."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from feedback.covering import WHOLE, Box, Point, box_between, is_place
from feedback.forms.desk import SeenForm
from participation.paging import row_number

#: What a browser sends for a press on a picture of that size in points.
_PRESS = re.compile(r"at-([1-9][0-9]{0,4})x([1-9][0-9]{0,4})\.x")
_BOX = re.compile(r"([0-9]{1,4})-([0-9]{1,4})-([0-9]{1,4})-([0-9]{1,4})")
_CORNER = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")


@dataclass(frozen=True)
class Drawing:
    """The places covered so far, and the first corner of the next; it travels with its page.

    Two presses on the picture make a place, without any script.
    """

    boxes: tuple[Box, ...] = ()
    corner: Point | None = None

    @classmethod
    def on_page(cls, data: QueryDict) -> Self:
        """The drawing as it stood on the page that was sent."""
        matches = map(_BOX.fullmatch, data.getlist("box"))
        boxes = (Box(*map(int, match.groups())) for match in matches if match)
        corner = _CORNER.fullmatch(data.get("corner", ""))
        return cls(
            tuple(box for box in boxes if is_place(box)),
            Point(*map(int, corner.groups())) if corner else None,
        )

    def pressed(self, data: QueryDict) -> Self:
        """What it is after what was pressed: the picture, or the button beside a place."""
        if (place := row_number(data.get("remove"))) is not None:
            return type(self)(self.boxes[:place] + self.boxes[place + 1 :])
        if "leave" in data:
            return type(self)(self.boxes)
        for point in _presses(data):
            if self.corner is None:
                return type(self)(self.boxes, point)
            return self.with_box(box_between(self.corner, point))
        return self

    def with_box(self, box: Box | None) -> Self:
        """One place more, once; the corner it was begun with has served."""
        new = (box,) if box and box not in self.boxes else ()
        return type(self)(self.boxes + new)

    @property
    def places(self) -> list[tuple[str, Box]]:
        """Each place as the page carries it, and in words: left, top, right, bottom in percent."""
        return [
            ("-".join(map(str, box)), Box(*(edge * 100 // WHOLE for edge in box)))
            for box in self.boxes
        ]

    @property
    def begun(self) -> str:
        """The first corner as the page carries it."""
        return f"{self.corner.x}-{self.corner.y}" if self.corner else ""


def _presses(data: QueryDict) -> Iterator[Point]:
    for name in data:
        if match := _PRESS.fullmatch(name):
            across, down = int(match[1]), int(match[2])
            x, y = row_number(data.get(name)), row_number(data.get(f"{name[:-1]}y"))
            if x is not None and y is not None:
                yield Point(min(x, across) * WHOLE // across, min(y, down) * WHOLE // down)


class FileForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "file"
    button = _("Show it to the public like this")


class PlaceForm(forms.Form):
    """A place of the picture in percent, for whoever cannot press on it."""

    left = forms.IntegerField(label=_("From the left"), min_value=0, max_value=99)
    top = forms.IntegerField(label=_("From the top"), min_value=0, max_value=99)
    width = forms.IntegerField(label=_("Width"), min_value=1, max_value=100)
    height = forms.IntegerField(label=_("Height"), min_value=1, max_value=100)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for start, size in (("left", "width"), ("top", "height")):
            if start in data and size in data and data[start] + data[size] > 100:
                self.add_error(size, _("This reaches beyond the picture. Make it smaller."))
        return data

    @property
    def is_begun(self) -> bool:
        """Whether a number was typed, of a place that may not be covered yet."""
        return any(self[name].value() for name in self.fields)

    @property
    def box(self) -> Box:
        data = self.cleaned_data
        percent = WHOLE // 100
        return Box(
            data["left"] * percent,
            data["top"] * percent,
            (data["left"] + data["width"]) * percent,
            (data["top"] + data["height"]) * percent,
        )
