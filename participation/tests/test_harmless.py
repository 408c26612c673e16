"""A stranger's file comes out as what is seen, and nothing else; what breaks, breaks alone."""

import io
import subprocess
import sys
import zlib
from typing import Any

import pikepdf
import pillow_heif
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from participation import harmless_child
from participation.errors import DomainError
from participation.harmless import MAX_BYTES, made_harmless

MARKER = "SOMCHAI-17.4102-104.7784"
#: An EXIF block has numbers for what its fields mean.
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[ORIENTATION], told[MAKE] = orientation, MARKER
    told.get_ifd(GPS)[1] = "N"
    told.get_ifd(GPS)[29] = MARKER
    return told


def picture(form: str = "JPEG", *, size: tuple[int, int] = (60, 40), **how: Any) -> bytes:
    """A picture, red at the left and blue at the right, which tells of its maker."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    if form == "HEIF":
        pillow_heif.register_heif_opener()
    drawn.save(out, form, **({"exif": exif()} | how))
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=["JPEG"])


def is_red(colour: Any) -> bool:
    return bool(colour[0] > 150 and colour[2] < 110)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF", "MPO"])
def test_picture_keeps_its_points_and_nothing_else(form):
    xmp = f"<x:xmpmeta>{MARKER}</x:xmpmeta>".encode()
    content = picture(form, **({"comment": MARKER} if form == "JPEG" else {"xmp": xmp}))
    assert MARKER.encode() in content or form == "PNG"

    kind, made = made_harmless(content)

    assert kind == "image"
    assert MARKER.encode() not in made
    shown = opened(made)
    assert (shown.size, shown.mode) == ((60, 40), "RGB")
    assert is_red(shown.getpixel((5, 20)))
    assert not is_red(shown.getpixel((55, 20)))
    assert set(shown.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert not shown.getexif()


def test_picture_of_a_telephone_held_sideways_stands_upright():
    _kind, made = made_harmless(picture(exif=exif(orientation=6)))

    shown = opened(made)
    assert shown.size == (40, 60)
    assert is_red(shown.getpixel((20, 5)))


def test_remarks_of_a_png_are_gone():
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Author", MARKER)
    remarks.add_itxt("XML:com.adobe.xmp", MARKER)
    content = picture("PNG", pnginfo=remarks)
    assert MARKER.encode() in content

    assert MARKER.encode() not in made_harmless(content).content


def test_picture_is_kept_no_larger_than_needed():
    shown = opened(made_harmless(picture(size=(6000, 3000))).content)

    assert shown.size == (2560, 1280)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK"])
def test_picture_of_any_colours_is_taken(mode):
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "JPEG" if mode == "CMYK" else "PNG")

    assert opened(made_harmless(out.getvalue()).content).mode == "RGB"


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")

    assert opened(made_harmless(out.getvalue()).content).getpixel((4, 4)) == (255, 255, 255)


def test_bomb_is_refused_before_it_unpacks():
    out = io.BytesIO()
    Image.new("L", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000

    with pytest.raises(DomainError, match="ใหญ่"):
        made_harmless(out.getvalue())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_torn_file_is_refused_with_a_sentence(form, share):
    content = picture(form, size=(600, 400))

    with pytest.raises(DomainError):
        made_harmless(content[: int(len(content) * share)])


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"\x00\x00\x00\x18ftypisom" + bytes(100),
        b"\x00\x00\x00\x18ftypavif" + bytes(100),
        b"%!PS-Adobe-3.0",
    ],
    ids=lambda content: str(content[:12]),
)
def test_what_is_no_picture_and_no_pdf_is_refused(content):
    with pytest.raises(DomainError, match="JPEG"):
        made_harmless(content)


@pytest.mark.parametrize(("content", "sentence"), [(b"", "ว่าง"), (bytes(MAX_BYTES + 1), "10 MB")])
def test_size_is_asked_first(content, sentence):
    with pytest.raises(DomainError, match=sentence):
        made_harmless(content)


def test_second_file_hidden_behind_a_picture_is_gone():
    for hidden in (
        b"<script>alert(1)</script>",
        b"PK\x03\x04" + MARKER.encode(),
        b"%PDF-1.7 " + MARKER.encode(),
    ):
        made = made_harmless(picture() + hidden).content

        assert hidden not in made
        assert MARKER.encode() not in made


# --- PDF


def document(**of_page: Any) -> pikepdf.Pdf:
    """A page that says something, in a document that tells of its maker and wants to act."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf 20 100 Td (SEEN) Tj ET")
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    for name, value in of_page.items():
        page[f"/{name}"] = value
    pdf.docinfo["/Author"] = MARKER
    pdf.Root.Metadata = pdf.make_stream(MARKER.encode())
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARKER}')")
    pdf.Root.OpenAction = script
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script]))
    pdf.attachments["x.exe"] = pikepdf.AttachedFileSpec(
        pdf,
        MARKER.encode(),
        description=MARKER,
        filename=MARKER,
        mime_type="",
        creation_date="",
        mod_date="",
    )
    return pdf


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, **how)
    return out.getvalue()


def unpacked(content: bytes) -> bytes:
    """The document with all its streams readable."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
                 stream_decode_level=pikepdf.StreamDecodeLevel.generalized)  # fmt: skip
    return out.getvalue()


def test_pdf_keeps_its_pages_and_nothing_else():
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://{MARKER}.example"),
    )  # fmt: skip
    pdf = document(
        Annots=[link], PieceInfo=pikepdf.Dictionary(X=MARKER), LastModified=MARKER, AA=link.A
    )
    content = saved(pdf)
    assert content.count(MARKER.encode()) > 6

    kind, made = made_harmless(content)

    plain = unpacked(made)
    assert kind == "pdf"
    assert b"(SEEN) Tj" in plain
    assert b"/Helvetica" in plain
    assert MARKER.encode() not in plain
    for word in (
        b"JavaScript",
        b"/JS",
        b"/URI",
        b"/Annots",
        b"/OpenAction",
        b"/AA",
        b"EmbeddedFile",
        b"/Info",
        b"/Metadata",
    ):
        assert word not in plain


def test_what_is_filled_in_stays_seen():
    pdf = document()
    drawn = pdf.make_stream(
        b"BT /F1 9 Tf (FILLED IN) Tj ET",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 90, 20],
    )
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            V="FILLED IN",
            Rect=[10, 10, 100, 30],
            AP=pikepdf.Dictionary(N=drawn),
            F=4,
        )
    )
    pdf.pages[0].Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    plain = unpacked(made_harmless(saved(pdf)).content)

    assert b"(FILLED IN) Tj" in plain
    assert b"/AcroForm" not in plain
    assert b"/Annots" not in plain


@pytest.mark.parametrize("is_packed", [False, True])
def test_photograph_in_a_pdf_loses_what_its_camera_wrote(is_packed):
    photograph = picture(comment=MARKER) + MARKER.encode()
    pdf = document()
    stream = pdf.make_stream(
        b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
    )  # fmt: skip
    if is_packed:
        names = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        stream.write(zlib.compress(photograph), filter=names)
    else:
        stream.write(photograph, filter=pikepdf.Name.DCTDecode)
    stream.Metadata = pdf.make_stream(MARKER.encode())
    # a picture may have any name, also one that means something elsewhere
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(A=stream)

    made = made_harmless(saved(pdf)).content

    assert MARKER.encode() not in unpacked(made)
    with pikepdf.open(io.BytesIO(made)) as plain:
        kept = plain.pages[0].Resources.XObject["/A"]
        shown = opened(kept.read_raw_bytes())
        shown.load()
        assert "/Metadata" not in kept
        assert is_red(shown.getpixel((5, 20)))
        assert not shown.getexif()


@pytest.mark.parametrize(("megabytes", "is_taken"), [(20, True), (300, False)])
def test_pdf_that_unpacks_without_end_is_refused(megabytes, is_taken):
    pdf, packing = document(), zlib.compressobj()
    packed = [packing.compress(bytes(1_000_000)) for _megabyte in range(megabytes)]
    drawing = pdf.make_stream(b"")
    drawing.write(b"".join([*packed, packing.flush()]), filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].Contents = drawing
    content = saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(content) < 1_000_000

    if is_taken:
        assert made_harmless(content).kind == "pdf"
    else:
        with pytest.raises(DomainError, match="เปิดไฟล์นี้ไม่ได้"):
            made_harmless(content)


def test_pdf_inherits_what_its_pages_have_in_common():
    pdf = document()
    page = pdf.pages[0]
    pdf.Root.Pages.MediaBox, pdf.Root.Pages.Resources = page.MediaBox, page.Resources
    del page["/MediaBox"]
    del page["/Resources"]

    with pikepdf.open(io.BytesIO(made_harmless(saved(pdf)).content)) as plain:
        assert [int(side) for side in plain.pages[0].mediabox] == [0, 0, 300, 200]
        assert "/F1" in plain.pages[0].resources["/Font"]


def test_pdf_under_a_password_is_refused_and_says_so():
    with pytest.raises(DomainError, match="รหัสผ่าน"):
        made_harmless(saved(document(), encryption=pikepdf.Encryption(owner="a", user="b")))


def test_pdf_that_anybody_can_open_is_taken_although_it_is_locked_against_changes():
    content = saved(document(), encryption=pikepdf.Encryption(owner="a", user=""))

    assert b"(SEEN)" in unpacked(made_harmless(content).content)


def test_pdf_of_too_many_pages_is_refused():
    pdf = document()
    for _page in range(harmless_child.MAX_PAGES):
        pdf.add_blank_page()

    with pytest.raises(DomainError, match="100"):
        made_harmless(saved(pdf))


def test_rubbish_before_a_pdf_is_gone():
    made = made_harmless(b"<script>alert(1)</script>\n" + saved(document())).content

    assert made.startswith(b"%PDF-")
    assert b"<script>" not in made


@pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF", b"%PDF-1.7" + bytes(2000)])
def test_broken_pdf_is_refused(content):
    with pytest.raises(DomainError, match="เปิด"):
        made_harmless(content)


def test_pdf_that_nests_without_end_is_refused():
    nested = b"[" * 100_000
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources"
    )
    with pytest.raises(DomainError):
        made_harmless(body + nested + b"trailer<</Root 1 0 R>>")


# --- the process


def test_process_may_write_no_file_and_grow_only_so_far():
    trial = (
        "import sys, runpy; child = runpy.run_path(sys.argv[1]); child['confine']()\n"
        "import tempfile\n"
        "try: open(tempfile.gettempdir() + '/x', 'wb').write(b'x' * 9); print('wrote')\n"
        "except OSError: print('wrote nothing')\n"
        "try: bytearray(3_000_000_000); print('grew')\n"
        "except MemoryError: print('did not grow')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", trial, harmless_child.__file__],
        capture_output=True, text=True, check=False, env={},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["wrote nothing", "did not grow"]


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_damaged_anywhere_is_taken_or_refused_and_nothing_else(data):
    """Bytes of real files changed at random: never another error than the one word for it."""
    whole = data.draw(
        st.sampled_from([picture("JPEG"), picture("PNG"), picture("WEBP"), saved(document())])
    )
    damaged = bytearray(whole)
    for _hit in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(damaged[: data.draw(st.integers(1, len(damaged)))])
    try:
        kind, made = harmless_child.made_anew(content)
    except Exception:  # noqa: BLE001 (which is what the process calls broken)
        return
    assert MARKER.encode() not in made
    assert made.startswith(b"\xff\xd8" if kind == "image" else b"%PDF-")


@given(content=st.binary(max_size=3000))
def test_a_jpeg_of_any_bytes_is_stripped_without_end_or_error(content):
    try:
        made = harmless_child._plain_jpeg(b"\xff\xd8" + content)
    except harmless_child.Refused:
        return
    assert made.endswith(b"\xff\xd9")


@given(content=st.binary(max_size=3000))
def test_boxes_of_any_bytes_end(content):
    try:
        harmless_child._plain_jpeg2000(b"\0\0\0\x0cjP  \r\n\x87\n" + content)
    except harmless_child.Refused:
        return
