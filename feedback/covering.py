"""Covering parts of a picture: places are told in thousandths of it, whatever its size."""

import io
from collections.abc import Sequence
from typing import IO, NamedTuple

#: The whole width or height of a picture, in the unit of a place.
WHOLE = 1000
#: More places than this are no cover but a picture that is not shown at all.
MOST = 50
#: The longer side of a picture that is only looked at, in points.
PREVIEW = 720


class Point(NamedTuple):
    """Thousandths from the left and from the top."""

    x: int
    y: int


class Box(NamedTuple):
    """A place of a picture, its edges in thousandths from the left and from the top."""

    left: int
    top: int
    right: int
    bottom: int


class Preview(NamedTuple):
    """A picture to be looked at, and its size in points."""

    content: bytes
    width: int
    height: int


def box_between(one: Point, other: Point) -> Box | None:
    """The place between two corners, whichever was named first; None where it holds nothing."""
    xs, ys = sorted((one.x, other.x)), sorted((one.y, other.y))
    box = Box(xs[0], ys[0], xs[1], ys[1])
    return box if is_place(box) else None


def is_place(box: Box) -> bool:
    """Whether it lies within the picture and covers something of it."""
    return 0 <= box.left < box.right <= WHOLE and 0 <= box.top < box.bottom <= WHOLE


def covered(picture: IO[bytes], boxes: Sequence[Box]) -> bytes:
    """The JPEG with black in these places, in its own size; below them nothing is left."""
    return _drawn(picture, boxes).content


def preview(picture: IO[bytes], boxes: Sequence[Box], corner: Point | None = None) -> Preview:
    """The same, small, with a cross where a place was begun."""
    return _drawn(picture, boxes, corner, longest=PREVIEW)


def _drawn(
    picture: IO[bytes],
    boxes: Sequence[Box],
    corner: Point | None = None,
    longest: int | None = None,
) -> Preview:
    from PIL import Image, ImageDraw  # noqa: PLC0415 (only this page pays for it)

    out = io.BytesIO()
    with Image.open(picture, formats=["JPEG"]) as opened:
        if longest:
            opened.draft("RGB", (longest, longest))
            opened.thumbnail((longest, longest))
        image = opened.convert("RGB")
    draw = ImageDraw.Draw(image)
    for box in boxes:
        draw.rectangle(_points(box, image.size), fill="black")
    if corner:
        x, y = corner.x * image.width // WHOLE, corner.y * image.height // WHOLE
        for colour, width in (("white", 7), ("#b3261e", 3)):
            draw.line((x - 14, y, x + 14, y), fill=colour, width=width)
            draw.line((x, y - 14, x, y + 14), fill=colour, width=width)
    image.save(out, "JPEG", quality=85)
    return Preview(out.getvalue(), image.width, image.height)


def _points(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The place in points of the picture; what lies partly within it is covered wholly."""
    width, height = size
    right, bottom = -(-box.right * width // WHOLE), -(-box.bottom * height // WHOLE)
    return (box.left * width // WHOLE, box.top * height // WHOLE, right, bottom)
