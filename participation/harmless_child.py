"""The process that opens a stranger's file: reads it from standard input, writes it made anew.

Started by `participation.harmless`, alone, with nothing of ours in its environment: what decodes
pictures and PDFs is written in C, and a file may be made to break it. It may neither write a file
nor grow without end, and whatever kills it kills no page. Output: the word of the kind, a line end,
the bytes; or on standard error one of the words of `Refused`.
"""

import io
import re
import resource
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from PIL.Image import Image

#: More is no photograph, but an attempt to fill our memory: the largest phones make 64 million.
MAX_PIXELS = 70_000_000
#: The longer side of what is kept; a page of text photographed whole stays legible.
MAX_SIDE = 2560
MAX_PAGES = 100
QUALITY = 85

_MEMORY, _SECONDS = 1_500_000_000, 20

#: Kinds of file by how they begin, with the names Pillow has for their decoders.
_PICTURES = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
    "image/heif": ("HEIF",),
    "image/heic-sequence": ("HEIF",),
    "image/heif-sequence": ("HEIF",),
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

#: What a page of a PDF is; nothing else of it is taken along.
_OF_A_PAGE = {
    "/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group",
}  # fmt: skip
#: What tells of its maker or does something, wherever in a PDF it stands.
_OF_ITS_MAKER = {
    "/A", "/AA", "/AF", "/Alternates", "/EF", "/JS", "/LastModified", "/Measure", "/Metadata",
    "/OC", "/OPI", "/PieceInfo", "/PtData", "/Ref", "/StructParent", "/StructParents", "/Thumb",
}  # fmt: skip
#: Segments of a JPEG that draw nothing: comments and all application data but Adobe's (colours).
_TELLING_SEGMENTS = frozenset({0xFE, *range(0xE1, 0xF0)} - {0xEE})
#: Boxes of a JPEG 2000 that draw nothing.
_TELLING_BOXES = frozenset({b"uuid", b"xml ", b"uinf", b"asoc"})
#: The next marker of a JPEG: within a scan, 0xFF stands before 0 or a restart and is none.
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_END = 0xD9
#: How deep a PDF may be nested, and how large a packed photograph in it may be.
_DEEP, _MAX_PACKED = 50, 64_000_000
#: What any other part of a PDF may unpack to: as much as the largest picture without its packing.
_MAX_UNPACKED = 3 * MAX_PIXELS


class Refused(Exception):  # noqa: N818 (a word, not a fault)
    """Not taken; its one argument is the word for why."""


def made_anew(content: bytes) -> tuple[str, bytes]:
    """What kind of file it is, and the file without anything but what is seen."""
    kind = kind_of(content)
    if kind == "application/pdf":
        return "pdf", _pdf(content)
    if kind in _PICTURES:
        return "image", _picture(content, _PICTURES[kind])
    raise Refused("unknown")


def kind_of(content: bytes) -> str:
    """By how it begins; its name and what the browser says of it do not count."""
    import puremagic  # noqa: PLC0415 (each import costs the process its start)

    if re.search(rb"%PDF-[12]\.[0-9]", content[:1024]) and not content.startswith(b"\xff\xd8"):
        return "application/pdf"
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in _HEIF_BRANDS else "unknown"
    try:
        found = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return "unknown"
    return next((match.mime_type for match in found if match.mime_type in _PICTURES), "unknown")


# --- Pictures -------------------------------------------------------------------------------------


def _picture(content: bytes, decoders: tuple[str, ...]) -> bytes:
    """Upright, in usual colours, not larger than needed; only its points are taken over."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    if "HEIF" in decoders:
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # asked below, and in all cases
    with Image.open(io.BytesIO(content), formats=decoders) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Refused("too_many_pixels")
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
        opened.load()
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture = _in_usual_colours(picture)
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _in_usual_colours(picture: "Image") -> "Image":
    """As RGB, with what is transparent still so; a profile is applied, for it is not kept."""
    from PIL import ImageCms  # noqa: PLC0415

    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.point(lambda value: value / 257).convert("L")
    if profile := picture.info.get("icc_profile"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            usual = ImageCms.createProfile("sRGB")
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            picture = ImageCms.profileToProfile(picture, own, usual, outputMode=mode) or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            picture.info.pop("icc_profile")  # a profile that does not fit is worth nothing
    has_holes = picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info
    return picture.convert("RGBA" if has_holes else "RGB")


# --- PDF ------------------------------------------------------------------------------------------


def _pdf(content: bytes) -> bytes:
    """A new document of the same pages: no fields, links, scripts, files, layers or properties."""
    import pikepdf  # noqa: PLC0415

    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=_MAX_UNPACKED, run_length_max_memory=_MAX_UNPACKED
    )
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as plain:
            if not 0 < len(source.pages) <= MAX_PAGES:
                raise Refused("too_many_pages" if len(source.pages) else "broken")
            _draw_what_is_filled_in(source)
            for page in source.pages:
                for name in set(page.obj.keys()) - _OF_A_PAGE:
                    del page[name]
            plain.pages.extend(source.pages)
            for thing in plain.objects:
                _leave_out(thing, depth=0)
                _require_unpackable(thing)
            out = io.BytesIO()
            plain.save(out, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError:
        raise Refused("protected") from None
    return out.getvalue()


def _draw_what_is_filled_in(source: "Pdf") -> None:
    """What stands in fields and remarks becomes part of the page."""
    import pikepdf  # noqa: PLC0415

    fields: Any = source.Root.get("/AcroForm")
    if fields is not None and fields.get("/NeedAppearances"):
        source.generate_appearance_streams()
    try:
        source.flatten_annotations("all")
    except (pikepdf.PdfError, RuntimeError, TypeError, ValueError):
        return  # drawn or not, they are left out with everything else that is no page


def _leave_out(thing: "Object", *, depth: int) -> None:
    """Take out of one object, and of those within it, what is not seen.

    Only of what has a type: in a list of resources any name may stand for a picture or a font.
    """
    import pikepdf  # noqa: PLC0415

    if depth > _DEEP:
        raise Refused("broken")
    if isinstance(thing, pikepdf.Stream) or (
        isinstance(thing, pikepdf.Dictionary) and "/Type" in thing
    ):
        for name in _OF_ITS_MAKER & set(thing.keys()):
            del thing[name]
    for inner in _within(thing):
        if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
            _leave_out(inner, depth=depth + 1)
    if isinstance(thing, pikepdf.Stream):
        _strip_picture(thing)


def _require_unpackable(thing: "Object") -> None:
    """Whoever opens the document unpacks it, and is not to run out of memory by it."""
    import pikepdf  # noqa: PLC0415

    if not isinstance(thing, pikepdf.Stream):
        return
    try:
        thing.read_bytes()
    except pikepdf.DataDecodingError:
        raise Refused("broken") from None
    except pikepdf.PdfError:
        return  # packed in a way of its own, as photographs are


def _within(thing: "Object") -> "Iterator[Any]":
    import pikepdf  # noqa: PLC0415

    if isinstance(thing, pikepdf.Array):
        yield from thing
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        resources = thing.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary) and "/Properties" in resources:
            # layers and marked passages, which may carry properties of their own
            del resources["/Properties"]
        yield from (value for _name, value in thing.items())


def _strip_picture(stream: "Object") -> None:
    """A photograph within a page is kept as it came, but for what a camera writes beside it."""
    import pikepdf  # noqa: PLC0415

    filters: Any = stream.get("/Filter", [])
    names = [str(name) for name in ([filters] if isinstance(filters, pikepdf.Name) else filters)]
    if not names or names[-1] not in _STRIPPED:
        return
    content = stream.read_raw_bytes()
    for name in names[:-1]:
        if name != "/FlateDecode":
            raise Refused("broken")
        content = _unpacked(content)
    stream.write(_STRIPPED[names[-1]](content), filter=pikepdf.Name(names[-1]))


def _unpacked(content: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(content, _MAX_PACKED)
    if unpacking.unconsumed_tail:
        raise Refused("broken")
    return unpacked


def _plain_jpeg(content: bytes) -> bytes:
    """A JPEG without what stands beside the picture, before, between and behind its scans."""
    kept, at = [b"\xff\xd8"], 2
    if not content.startswith(b"\xff\xd8"):
        raise Refused("broken")
    while marker := _MARKER.search(content, at):
        kept.append(content[at : marker.start()])  # what a scan says, between two markers
        what, at = content[marker.end() - 1], marker.end()
        if what == _END:
            break
        length = int.from_bytes(content[at : at + 2])
        if what not in _TELLING_SEGMENTS:
            kept += [b"\xff", bytes([what]), content[at : at + length]]
        at += max(length, 2)
    else:
        kept.append(content[at:])
    return b"".join([*kept, b"\xff", bytes([_END])])


def _plain_jpeg2000(content: bytes) -> bytes:
    """A JPEG 2000 without the boxes for remarks; one that is no file of boxes stays as it is."""
    if content[4:8] != b"jP  ":
        return content
    kept, at = [], 0
    while at < len(content):
        length, what = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16])
        end = at + length if length else len(content)
        if end < at + 8:
            raise Refused("broken")
        if what not in _TELLING_BOXES:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


#: How the two kinds of photograph a PDF may hold are stripped.
_STRIPPED: dict[str, Callable[[bytes], bytes]] = {
    "/DCTDecode": _plain_jpeg,
    "/JPXDecode": _plain_jpeg2000,
}


# --- The process ----------------------------------------------------------------------------------


def confine() -> None:
    """Little memory, little time, no file, no image of our memory left behind."""
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    confine()
    try:
        kind, content = made_anew(sys.stdin.buffer.read())
    except Refused as refused:
        sys.stderr.write(str(refused))
        return 1
    except MemoryError:
        sys.stderr.write("too_many_pixels")
        return 1
    except Exception:  # noqa: BLE001 (a broken file fails anywhere, in any library's way)
        sys.stderr.write("broken")
        return 1
    sys.stdout.buffer.write(kind.encode() + b"\n" + content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
