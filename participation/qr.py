"""QR codes as drawings that stand in a page or on paper, made here and asked of nobody."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

#: The empty margin the standard asks for, in modules.
_QUIET = 4


def drawing(text: str) -> SafeString:
    """An SVG of the text's QR code; its one path takes the colour of the text around it."""
    code = QRCode(border=_QUIET, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges"'
        ' aria-hidden="true" focusable="false"><path fill="currentColor" d="{1}"/></svg>',
        len(rows),
        path,
    )
