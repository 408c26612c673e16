"""Paper fonts: Sarabun's web subsets merged into one file a style, with a สระอำ that copies right.

HarfBuzz takes ำ apart into nikhahit and า, so in a PDF ำ would share its glyph with า, and a glyph
keeps the text of its first use only: ราชการ is then not found. Here (nikhahit, optional tone, า)
becomes one glyph of its own, whose text is ำ with its tone.

A Thai mark has no width and begins where the next letter begins, or a hair behind it; a reader that
sorts letters by where they begin (poppler) then reads ส่วน as สว่น. Here each mark begins a little
to the left and is as wide as that, while its picture stays where it was (docs/adr).
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.otlLib.builder import (
    buildLigatureSubstSubtable,
    buildLookup,
    buildSinglePos,
    buildValue,
)
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph

WEIGHTS = (400, 700)
#: Thai first: where two subsets draw the same character, the first one counts.
SUBSETS = ("thai", "latin", "latin-ext")
SARA_AA = "uni0E32"
#: Nikhahit alone and with each tone, as Sarabun names them; `.narrow` stands over ป ฝ ฟ.
NIKHAHITS = ("uni0E4D", "uni0E4D0E48", "uni0E4D0E49", "uni0E4D0E4A", "uni0E4D0E4B")

#: How far marks begin to the left, in thousandths of an em: vowels further than the tones over
#: them, so that both come after their consonant, in order, and before the next letter.
LEAN = {
    100: ["0E31", "0E34", "0E35", "0E36", "0E37", "0E38", "0E39", "0E3A", "0E47", "0E4D"],
    50: ["0E48", "0E49", "0E4A", "0E4B", "0E4C", "0E4E"],
}


#: So much wider than that are they, for letters at which a mark stands further left (in bold ษ, ง).
SLACK = 60


def font_path(target: Path, weight: int) -> Path:
    return target / f"sarabun-{weight}.ttf"


def build(source: Path, target: Path) -> bool:
    """Make the fonts from the package at `source` where they are missing; whether they were."""
    stamp = target / "built-from"
    fingerprint = _fingerprint(source)
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    target.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        font = _merge([_subset_path(source, subset, weight) for subset in SUBSETS])
        _add_sara_am(font)
        _lean_marks(font)
        _save(font, font_path(target, weight))
    shutil.copy(source / "LICENSE", target / "LICENSE")
    stamp.write_text(fingerprint)
    return True


def _subset_path(source: Path, subset: str, weight: int) -> Path:
    return source / "files" / f"sarabun-{subset}-{weight}-normal.woff2"


def _fingerprint(source: Path) -> str:
    """Changes when the subsets change or the way they are put together."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for weight in WEIGHTS:
        for subset in SUBSETS:
            digest.update(_subset_path(source, subset, weight).read_bytes())
    return digest.hexdigest()


def _merge(paths: list[Path]) -> TTFont:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for path in paths:
            font = TTFont(path)
            font.flavor = None
            files.append(f"{folder}/{path.stem}.ttf")
            font.save(files[-1])
        return Merger().merge(files)


def _add_sara_am(font: TTFont) -> None:
    """Add the composite glyphs and the rule that puts them in place."""
    ligatures = {}
    for nikhahit in NIKHAHITS:
        for mark in (nikhahit, f"{nikhahit}.narrow"):
            ligatures[mark, SARA_AA] = _add_composite(font, mark)
    _add_feature(font, "calt", buildLookup([buildLigatureSubstSubtable(ligatures)]))


def _add_composite(font: TTFont, mark: str) -> str:
    """A glyph that shows `mark` and า; the mark hangs over the consonant to the left."""
    name = f"saraam.{mark}"
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(mark, (1, 0, 0, 1, 0, 0))
    pen.addComponent(SARA_AA, (1, 0, 0, 1, 0, 0))
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (font["hmtx"][SARA_AA][0], glyph.xMin)
    font.setGlyphOrder(font["glyf"].glyphOrder)
    font["GDEF"].table.GlyphClassDef.classDefs[name] = 1
    return name


def _add_feature(font: TTFont, tag: str, lookup: otTables.Lookup) -> None:
    """Let every script of the font apply `lookup`, after all there is."""
    table = font["GSUB"].table
    table.LookupList.Lookup.append(lookup)
    feature = otTables.Feature()
    feature.FeatureParams = None
    feature.LookupListIndex = [len(table.LookupList.Lookup) - 1]
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, feature
    table.FeatureList.FeatureRecord.append(record)
    for script in table.ScriptList.ScriptRecord:
        languages = [
            script.Script.DefaultLangSys,
            *(r.LangSys for r in script.Script.LangSysRecord),
        ]
        for language in filter(None, languages):
            language.FeatureIndex.append(len(table.FeatureList.FeatureRecord) - 1)


def _lean_marks(font: TTFont) -> None:
    """Let marks begin further left and take some room; their outlines stay, and no letter moves."""
    lean = {
        glyph: distance
        for distance, names in LEAN.items()
        for glyph in font.getGlyphOrder()
        if glyph.partition(".")[0].removeprefix("uni") in names
    }
    for name in font.getGlyphOrder():
        _shift_outline(font["glyf"][name], lean.get(name, 0), lean)
    for name, distance in lean.items():
        _advance, bearing = font["hmtx"][name]
        font["hmtx"][name] = (distance + SLACK, bearing + distance)
    table = font["GPOS"].table
    for lookup in table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            for glyph, anchor in _mark_anchors(subtable):
                anchor.XCoordinate += lean.get(glyph, 0)
    # what the marks are wide, the line takes back
    narrowing = {
        name: buildValue({"XAdvance": -distance - SLACK}) for name, distance in lean.items()
    }
    lookup = buildLookup(buildSinglePos(narrowing, font.getReverseGlyphMap()))
    table.LookupList.Lookup.append(lookup)
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "mark":
            record.Feature.LookupListIndex.append(len(table.LookupList.Lookup) - 1)


def _shift_outline(glyph: Glyph, distance: int, lean: dict[str, int]) -> None:
    if glyph.isComposite():
        for component in glyph.components:
            component.x += distance - lean.get(component.glyphName, 0)
    elif distance:
        glyph.coordinates.translate((distance, 0))


def _mark_anchors(subtable: Any) -> Iterator[tuple[str, Any]]:
    """Every anchor that lies on a mark, with the mark's name."""
    if subtable.LookupType == 4:
        for glyph, mark in zip(
            subtable.MarkCoverage.glyphs, subtable.MarkArray.MarkRecord, strict=True
        ):
            yield glyph, mark.MarkAnchor
    elif subtable.LookupType == 6:
        for glyph, mark in zip(
            subtable.Mark1Coverage.glyphs, subtable.Mark1Array.MarkRecord, strict=True
        ):
            yield glyph, mark.MarkAnchor
        for glyph, under in zip(
            subtable.Mark2Coverage.glyphs, subtable.Mark2Array.Mark2Record, strict=True
        ):
            for anchor in filter(None, under.Mark2Anchor):
                yield glyph, anchor


def _save(font: TTFont, path: Path) -> None:
    """Write beside and rename: a reader never sees half a font."""
    draft = path.with_suffix(".part")
    font.save(draft)
    draft.replace(path)
