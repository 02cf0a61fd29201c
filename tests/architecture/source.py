"""The project's own source, as the guards read it."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = [
    "accounts",
    "activity",
    "api",
    "contacts",
    "crm",
    "customization",
    "deals",
    "dialects",
    "egress",
    "inbox",
    "leads",
    "notifications",
    "sharing",
    "tasks",
    "transfers",
    "webhooks",
]


@dataclass(frozen=True)
class Module:
    """One file of Python: `name` is its path in the project, `room` the part of its app it stands in."""

    path: Path

    @property
    def name(self):
        return str(self.path.relative_to(ROOT))

    @property
    def app(self):
        return self.path.relative_to(ROOT).parts[0]

    @property
    def room(self):
        """`views` for both `contacts/views.py` and `contacts/views/cards.py`."""
        return self.path.relative_to(ROOT).parts[1].removesuffix(".py")

    @property
    def tree(self):
        return parsed(self.path)

    def imports(self):
        """Every dotted name this module imports from elsewhere."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def parsed(path):
    return ast.parse(path.read_text())


def modules(*rooms, apps=APPS):
    """The modules of `apps`, migrations aside; only those in `rooms` if any are named."""
    for app in apps:
        for path in sorted((ROOT / app).rglob("*.py")):
            module = Module(path)
            if "migrations" not in path.parts and (not rooms or module.room in rooms):
                yield module


def templates():
    """(name, text) of every template."""
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            yield str(path.relative_to(ROOT)), path.read_text()
