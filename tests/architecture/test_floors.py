"""Floors, rooms and names."""

import ast

import pytest
from importlinter.cli import lint_imports

from .source import APPS, ROOT, modules, templates

NAMELESS = {
    "core",
    "common",
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "managers",
    "manager",
    "misc",
}

#: What a room never holds.
FOREIGN = {
    "models": (
        "django.http",
        "django.shortcuts",
        "django.forms",
        "rest_framework.",
        "import_export",
        "django.contrib.admin",
    ),
    "queries": ("django.http", "django.shortcuts", "django.forms", "rest_framework."),
    "filters": ("django.http", "django.shortcuts"),
    "serializers": ("django.http", "django.shortcuts", "django.forms"),
    "forms": ("rest_framework.serializers", "rest_framework.response"),
    "resources": ("django.http", "django.shortcuts", "rest_framework.response"),
}


def test_imports_go_down_only():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), is_debug_mode=False) == 0


@pytest.mark.parametrize("room", FOREIGN)
def test_a_room_holds_only_what_belongs_there(room):
    found = [f"{m.name}: {name}" for m in modules(room) for name in m.imports() if name.startswith(FOREIGN[room])]
    assert not found


def test_every_app_of_the_project_is_guarded():
    here = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"crm"}
    assert here | {"egress"} == set(APPS)  # which has no tables


def test_no_module_is_named_after_nothing():
    paths = [module.path for module in modules()] + list((ROOT / "tests").rglob("*.py"))
    found = [str(path) for path in paths if NAMELESS & {path.stem, *path.relative_to(ROOT).parts[:-1]}]
    assert not found


def test_nothing_is_named_after_nothing():
    vague = ("Manager", "Helper", "Service", "Handler", "Processor", "Util")
    found = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        and node.name.endswith(vague)
        and not any("Manager" in ast.unparse(base) for base in node.bases)
    ]
    assert not found


def test_modules_stay_readable():
    """One settings file holds them all; it is a list, and reads as one."""
    several = (m for m in modules() if m.name != "crm/settings.py")
    long = [f"{m.name}: {n}" for m in several if (n := len(m.path.read_text().splitlines())) > 330]
    assert not long, "Make it a folder with one file an idea:\n" + "\n".join(long)


def test_templates_stay_readable():
    long = [f"{name}: {n}" for name, text in templates() if (n := len(text.splitlines())) > 160]
    assert not long
