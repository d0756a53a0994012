#!/usr/bin/python3
"""Cuts a font down to what the console shows and gives it a family name of its own.

usage: subset.py IN.otf OUT.ttf FAMILY STYLE

Digits get their tabular forms, since Qt 6.4 cannot switch OpenType features on: numbers in tables
must not dance. Needs Debian's python3-fonttools.
"""
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# Latin, Greek, Cyrillic, general punctuation, currency, arrows, mathematical signs, box and shapes.
RANGES = [
    (0x0020, 0x024F), (0x0370, 0x03FF), (0x0400, 0x04FF), (0x2010, 0x2044), (0x20A0, 0x20BF),
    (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2318, 0x2318), (0x25A0, 0x25FF),
    (0x2713, 0x2717), (0xFFFD, 0xFFFD),
]


def tabular_digits(font):
    """Maps 0-9 to the glyphs that the feature tnum would choose."""
    if "GSUB" not in font:
        return
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    mapping = {}
    for index in lookups:
        for sub in table.LookupList.Lookup[index].SubTable:
            sub = getattr(sub, "ExtSubTable", sub)
            mapping.update(getattr(sub, "mapping", {}))
    for cmap in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in cmap.cmap:
                cmap.cmap[code] = mapping.get(cmap.cmap[code], cmap.cmap[code])


def rename(font, family, style):
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 13, 14)]  # copyright and licence stay
    for name_id, text in ((1, family), (2, style), (4, f"{family} {style}"),
                          (6, f"{family}-{style}".replace(" ", "")), (16, family), (17, style)):
        names.setName(text, name_id, 3, 1, 0x409)
        names.setName(text, name_id, 1, 0, 0)


def main():
    source, target, family, style = sys.argv[1:5]
    font = TTFont(source)
    tabular_digits(font)
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for low, high in RANGES for c in range(low, high + 1)])
    cutter.subset(font)
    rename(font, family, style)
    font.save(target)


if __name__ == "__main__":
    main()
