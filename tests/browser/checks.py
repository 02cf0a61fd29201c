"""What every page has to pass."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def violations(page):
    """What axe-core finds in the page as it stands: one line a broken rule, with the first elements that break it."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(f"{node['html'][:160]} {node['failureSummary']}" for node in rule["nodes"][:4])
        for rule in found
    ]


def assert_accessible(page):
    """No accessibility rule of axe-core is broken."""
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_fits(page):
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window; widest: {page.evaluate(_WIDEST)}"


_WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(e => e.tagName + '.' + e.className)"""
