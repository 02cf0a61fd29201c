"""Tokens in messages: `{{contact.first_name}}` becomes the first name of the contact one writes to.

This is no language: a token is looked up by its name and replaced by a text, once. What it is replaced by is never looked
at again, and nothing in a message runs. Apps above register what they know, see `register`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext_lazy

#: Whatever stands between two pairs of braces. It holds no brace, so each character is looked at by one token at most.
TOKEN = re.compile(r"\{\{([^{}\n]{1,200})\}\}")

TEXT, VALUE, EMPTY, UNKNOWN = "text", "value", "empty", "unknown"

_sources = {}
_given = {}


@dataclass(frozen=True)
class Source:
    """Tokens that begin with `prefix` and a dot.

    `read(names, contact=, member=)` gives `{name: text}` for those of the `names` (without prefix) that exist, "" where
    there is nothing to say; it asks a constant number of queries. `contact` may be None. `offered(member)` lists them
    for the picker as `[(name, label)]`. The source of whom one writes to also says how the one is found that somebody
    typed, `find(text, member)`, and the URL name of what completes it.
    """

    prefix: str
    label: str
    read: Callable
    offered: Callable
    find: Callable | None = None
    suggest: str = ""


@dataclass
class Rendered:
    """A message filled in. `unknown` are the tokens that mean nothing here and stand as they were, `empty` those that
    there is nothing to say for, each once; `parts` is the same text as [(what it is, text)]."""

    parts: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    empty: list = field(default_factory=list)

    @property
    def text(self):
        return "".join(text for _what, text in self.parts)


def register(source):
    """Let messages hold the tokens of `source`."""
    _sources[source.prefix] = source


def register_given(name, label):
    """Let messages hold `{{name}}`, which is what the one who sends them gives (see `render_all`), or nothing."""
    _given[name] = label


def render(text, *, contact, member):
    """`text` with its tokens filled in for a contact, which `member` sees, or for nobody (None). Returns `Rendered`.

    The values are plain text: whoever shows them as HTML escapes them.
    """
    return render_all([text], contact=contact, member=member)[0]


def render_all(texts, *, contact, member, given=None):
    """As `render` for several texts, in as many queries as for one. `given` says what is given for names that were
    registered so."""
    known = _known({name for text in texts for name in names_in(text)}, contact, member)
    known |= dict.fromkeys(_given, "") | (given or {})
    return [_filled(text, known) for text in texts]


def names_in(text):
    """The names of the tokens in `text`, in their order, each once."""
    return list(dict.fromkeys(found[1].strip() for found in TOKEN.finditer(text) if found[1].strip()))


def offered_to(member):
    """`[(label of a source, [(token, its label)])]` for a picker."""
    groups = [(source, source.offered(member)) for source in _sources.values()]
    sources = [
        (source.label, [(f"{{{{{source.prefix}.{name}}}}}", label) for name, label in offered])
        for source, offered in groups
        if offered
    ]
    given = [(f"{{{{{name}}}}}", label) for name, label in _given.items()]
    return [*sources, (gettext_lazy("When it is sent"), given)] if given else sources


def reader():
    """The `Source` of whom messages are written to."""
    return next(source for source in _sources.values() if source.find)


def _known(names, contact, member):
    """`{name: text}` of those that exist; each source is asked once."""
    asked, known = {}, {}
    for name in names:
        prefix, _dot, rest = name.partition(".")
        if prefix in _sources and rest:
            asked.setdefault(prefix, []).append(rest)
    for prefix, rests in asked.items():
        found = _sources[prefix].read(rests, contact=contact, member=member)
        known |= {f"{prefix}.{rest}": text for rest, text in found.items()}
    return known


def _filled(text, known):
    rendered, place = Rendered(), 0
    unknown, empty = {}, {}
    for found in TOKEN.finditer(text):
        name = found[1].strip()
        if not name:
            continue
        rendered.parts.append((TEXT, text[place : found.start()]))
        place = found.end()
        value = known.get(name)
        if value is None:
            unknown[name] = True
            rendered.parts.append((UNKNOWN, found[0]))
        elif value:
            rendered.parts.append((VALUE, value))
        else:
            empty[name] = True
            rendered.parts.append((EMPTY, ""))
    rendered.parts.append((TEXT, text[place:]))
    rendered.unknown, rendered.empty = list(unknown), list(empty)
    return rendered


# -- what every organization has -------------------------------------------------------------------


def _read_values(names, *, contact, member):
    from .models import CustomValue

    keys = [name for name in names if name.isascii() and name.isprintable()]
    return dict(CustomValue.objects.visible_to(member).filter(key__in=keys[:1_000]).values_list("key", "value"))


def _offered_values(member):
    from .models import CustomValue

    return [(key, key) for key in CustomValue.objects.visible_to(member).values_list("key", flat=True)]


def _read_fixed(readers, names, *, contact, member):
    return {name: readers[name](member) for name in names if name in readers}


def _fixed(prefix, label, fields):
    """A `Source` of tokens about who writes: `fields` maps names to (label, what gives the text for a member)."""
    readers = {name: reader for name, (_label, reader) in fields.items()}
    return Source(
        prefix, label, partial(_read_fixed, readers), lambda member: [(n, text) for n, (text, _r) in fields.items()]
    )


def _of_user(name):
    return lambda member: getattr(member.user, name) if member.user_id else ""


ME = _fixed(
    "me",
    gettext_lazy("Who writes"),
    {
        "first_name": (gettext_lazy("My first name"), _of_user("first_name")),
        "last_name": (gettext_lazy("My last name"), _of_user("last_name")),
        "full_name": (gettext_lazy("My full name"), lambda member: str(member.full_name)),
        "email": (gettext_lazy("My e-mail"), _of_user("email")),
    },
)
ORGANIZATION = _fixed(
    "organization",
    gettext_lazy("Organization"),
    {"name": (gettext_lazy("Its name"), lambda member: member.organization.name)},
)
VALUES = Source("custom_values", gettext_lazy("Custom values"), _read_values, _offered_values)

for _source in (ME, ORGANIZATION, VALUES):
    register(_source)
