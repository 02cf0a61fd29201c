"""Where lists are filled from files. The floor that can import tells us; without it no list offers it."""

_ways = []


def register(way):
    """Let `way(kind, member)` say where `member` imports records of `kind` (a slug): an address, "" for nowhere."""
    _ways.append(way)


def import_url(kind, member):
    """Where `member` imports records of `kind`; "" where they cannot."""
    return next((url for url in (way(kind, member) for way in _ways) if url), "")
