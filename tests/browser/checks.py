"""What every page has to pass."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def violations(page, rules=None):
    """What axe-core finds in the page as it stands, by all its rules or those named: one line a broken rule, with the
    first elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(f"{node['html'][:160]} {node['failureSummary']}" for node in rule["nodes"][:4])
        for rule in found
    ]


def assert_accessible(page):
    """No accessibility rule of axe-core is broken by the page at rest.

    A dialog that still fades in is not seen as covering the page, and colours half way are nobody's colours: what
    moves and ends is waited for first."""
    page.evaluate(_AT_REST)
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_fits(page):
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window; widest: {page.evaluate(_WIDEST)}"


_WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(e => e.tagName + '.' + e.className)"""

_AT_REST = """() => Promise.all(document.getAnimations()
  .filter(a => a.effect.getComputedTiming().endTime !== Infinity)
  .map(a => a.finished.catch(() => null)))"""
