"""Dialects stay thin: they translate. What is more belongs to a lower floor."""

import ast

import pytest

from .source import modules

MOST = 3  # lines of a method, its docstring not counted


def translating():
    """The modules of the dialects that are not their wire."""
    return [module for module in modules(apps=["dialects"]) if "wire" not in module.path.with_suffix("").parts]


def long_methods(tree):
    """(line, name, number of lines) of methods with more than `MOST` lines behind their docstring."""
    for cls in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for method in (node for node in cls.body if isinstance(node, ast.FunctionDef)):
            body = method.body[1:] if ast.get_docstring(method) is not None else method.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            if lines > MOST:
                yield method.lineno, f"{cls.name}.{method.name}", lines


def asking(tree):
    """Lines that ask the database by themselves."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"]


def test_methods_only_translate():
    found = [
        f"{module.name}:{line} {name} has {lines} lines"
        for module in translating()
        for line, name, lines in long_methods(module.tree)
    ]
    assert not found, "Ask which floor it belongs to:\n" + "\n".join(found)


def test_dialects_ask_nothing_of_the_database():
    assert not [f"{module.name}:{line}" for module in modules(apps=["dialects"]) for line in asking(module.tree)]


def test_there_is_something_to_guard():
    names = {module.path.stem for module in translating()}
    assert {"contacts", "tags", "search"} <= names
    assert not names & {"asking", "answering"}


@pytest.mark.parametrize("body", ["a\n  b\n  c\n  d", "return f(\n   1,\n   2,\n  )"])
def test_the_guard_sees_a_long_method(body):
    assert list(long_methods(ast.parse(f"class A:\n def f(self):\n  '''What it does.'''\n  {body}\n")))


def test_the_guard_sees_a_query():
    assert asking(ast.parse("Contact.objects.visible_to(member)"))


def test_the_guard_lets_a_translation_pass():
    assert not list(long_methods(ast.parse("class A:\n def f(self):\n  '''Long\n\n words.'''\n  a\n  b\n  return c\n")))
