"""Writes `static/icons.svg`, the sprite of the icons named in `static/vendor/icons.txt`.

To use one more icon: add its name to the list, unpack the version of `lucide-static` that `static/vendor/README.md`
names (`npm pack lucide-static@…`), and run `python -m crm.icons path/to/package/icons`.
"""

import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"


def symbol(name, drawing):
    """One icon's file as a `<symbol>`: its shapes only, so that colour and width come from the page's CSS."""
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL).group(1)
    inner = re.sub(r"\s*\n\s*", "", shapes)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def sprite(names, folder):
    """The sprite of `names`, drawn in `folder`. Raises FileNotFoundError for a name that is not drawn there."""
    symbols = [symbol(name, (folder / f"{name}.svg").read_text()) for name in sorted(set(names))]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    listed = (STATIC / "vendor/icons.txt").read_text().split()
    (STATIC / "icons.svg").write_text(sprite(listed, Path(sys.argv[1])))
