"""Which kinds of record can be imported and exported. Higher floors register theirs when the project starts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Kind:
    """One kind of record that moves in and out: its words, its resource, the filter of its list.

    `resource` and `filterset` are dotted paths, so that registering loads nothing. Importing is for admins, unless the
    kind is one `for_members`; exporting always is.
    """

    slug: str
    plural: str
    label: str
    label_plural: str
    resource: str
    filterset: str
    for_members: bool = False

    @property
    def list_name(self):
        """The URL name of the list of such records."""
        return f"{self.slug}_list"

    def is_open_to(self, member):
        """Whether `member` may import such records, and see their imports of them."""
        return self.for_members or member.is_admin

    @property
    def resource_class(self):
        return import_string(self.resource)

    @property
    def filterset_class(self):
        return import_string(self.filterset)

    @property
    def model(self):
        return self.resource_class._meta.model


_KINDS: dict[str, Kind] = {}


def register(kind):
    """Let records of `kind` be imported and exported. Call it when the apps are ready."""
    from activity.undo import goes_its_own_way

    _KINDS[kind.slug] = kind
    goes_its_own_way(
        f"{kind.slug}_imported", lambda act, by: import_string("transfers.undoing.undo_of_act")(act, by=by)
    )


def registered():
    """Every kind, in the order of registration."""
    return list(_KINDS.values())


def open_to(member):
    """The kinds that `member` may import."""
    return [kind for kind in registered() if kind.is_open_to(member)]


def of(slug):
    """The kind with this slug, or None."""
    return _KINDS.get(slug)


def import_url(slug, member):
    """Where `member` imports records of the kind `slug`; "" where they may not, or where there is no such kind."""
    kind = of(slug)
    return f"{reverse('import_new')}?kind={slug}" if kind and kind.is_open_to(member) else ""
