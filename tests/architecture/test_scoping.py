"""A door begins every query with `visible_to`: what it forgets, everybody sees."""

import ast
import importlib

import pytest
from django import forms

from .source import APPS, modules

DOORS = ["views", "forms", "filters", "resources", "api", "serializers", "wire", "dialects", "search", "timeline"]

#: Lines that may ask without a member, and why.
UNSCOPED = {
    ("accounts/views/profile.py", "Authenticator.objects.filter"): "the signed-in person's own factors",
    ("api/authentication.py", "Member.objects.filter"): "finds who is asking; there is no member yet",
    ("api/idempotency.py", "RememberedRequest.objects.create"): "the promise is the caller's own",
    ("api/idempotency.py", "RememberedRequest.objects.filter"): "the promise is the caller's own",
    ("api/paging.py", "filtered.queryset.model.objects.order_by"): "rows of ids that visible_to has just found",
    ("api/people.py", "Member.objects.create"): "an admin adds a person to their own organization",
    ("api/quick.py", "model.objects.filter"): "rows of ids that visible_to has just found",
    ("inbox/api.py", "Message.objects.of"): "messages of a record that visible_to has just found",
    ("contacts/wire.py", "note_model.objects.filter"): "notes of a record that visible_to has just found",
    ("api/sign_in.py", "EmailAddress.objects.create"): "somebody registers",
    ("api/sign_in.py", "User.objects.create_user"): "somebody registers",
    ("api/tokens.py", "BlacklistedToken.objects.get_or_create"): "a signed token names itself",
    ("api/tokens.py", "OutstandingToken.objects.create"): "a token is issued",
    ("api/tokens.py", "OutstandingToken.objects.filter"): "a signed token names itself",
    ("api/turns.py", "RecentCalls.objects.create"): "the calls of the credential that asks",
    ("api/turns.py", "RecentCalls.objects.filter"): "the calls of the credential that asks",
    ("sharing/views/filling.py", "AllowedOrigin.objects.filter"): "sites of the form that a visitor fills in",
    ("sharing/views/filling.py", "WebForm.objects.filter"): "its token names the form; a visitor is no member",
    ("api/tokens.py", "get_user_model().objects.filter"): "a signed token names its person",
    ("api/viewsets.py", "self.model.objects.filter"): "answers a write with what the caller has just written",
    ("contacts/api.py", "self.model.objects.filter"): "notes of a record that visible_to has just found",
    ("contacts/wire.py", "queryset.model.tags.through.objects.filter"): "tags of rows that visible_to has just found",
}

#: Fields that take any record's id unless somebody scopes them, and the modules that do.
TRUSTING = {
    "PrimaryKeyRelatedField",
    "SlugRelatedField",
    "HyperlinkedRelatedField",
    "ModelChoiceFilter",
    "ModelMultipleChoiceFilter",
    "ForeignKeyWidget",
    "ManyToManyWidget",
}
SCOPING = {"api/fields.py", "api/filters.py"}


def doors():
    yield from modules(*DOORS)
    yield from (m for m in modules(apps=["api"]) if m.room not in ("models", "apps", "management"))


def unscoped(tree):
    """Lines with `.objects.` that go on with anything but `visible_to` or `none`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _asks(node.value) and node.attr not in ("visible_to", "none"):
            yield node.lineno, ast.unparse(node)


def _asks(node):
    return isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")


def test_every_query_at_a_door_begins_with_visible_to():
    found = {(m.name, text): line for m in doors() for line, text in unscoped(m.tree)}
    loose = [f"{name}:{line} {text}" for (name, text), line in found.items() if (name, text) not in UNSCOPED]
    assert not loose, "Begin with visible_to(member):\n" + "\n".join(loose)


def test_no_exception_outlives_its_line():
    found = {(m.name, text) for m in doors() for _line, text in unscoped(m.tree)}
    assert set(UNSCOPED) <= found


@pytest.mark.parametrize("line", ["Contact.objects.all()", "self.model.objects.filter(pk=1)", "A._base_manager.get()"])
def test_the_guard_sees_an_open_query(line):
    assert list(unscoped(ast.parse(line)))


@pytest.mark.parametrize("line", ["Contact.objects.visible_to(m).filter(pk=1)", "Contact.objects.none()"])
def test_the_guard_lets_scoped_queries_pass(line):
    assert not list(unscoped(ast.parse(line)))


def test_no_field_takes_any_id_it_is_given():
    """A related field over everything accepts another organization's id, however well the view is scoped."""
    found = [
        f"{module.name}:{node.lineno} {node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id}"
        for module in modules()
        if module.app != "accounts" and module.name not in SCOPING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in TRUSTING
    ]
    assert not found, "Use a field that asks visible_to:\n" + "\n".join(found)


def test_no_form_offers_records_before_it_knows_the_member():
    for module in modules("forms"):
        importlib.import_module(module.name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    for form in _subclasses(forms.BaseForm):
        if form.__module__.split(".")[0] not in APPS:
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.ModelChoiceField):
                assert field.queryset.query.is_empty(), (
                    f"{form.__qualname__}.{name} offers every organization's records"
                )


def _subclasses(cls):
    for child in cls.__subclasses__():
        yield child
        yield from _subclasses(child)
