"""Making a tag, putting tags on one record and taking them off."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .models.tags import Tag, clean_names


class TagExists(Exception):
    """There is a tag of this name already, whatever its case."""


@contextmanager
def once_named(name):
    """Within, the database refuses a second tag of this name, also one that somebody makes just now: TagExists."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise TagExists(_("There is a tag “%(name)s” already.") % {"name": name}) from error


def add_tag(name, color, *, by):
    """Make a tag of `by`'s organization; `name` is as `clean_names` makes it. Returns it. Raises TagExists."""
    with once_named(name):
        return Tag.objects.create(organization_id=by.organization_id, name=name, color=color)


@transaction.atomic
def retag(record, *, by, add=(), remove=()):
    """Put the tags `add` on `record` and take `remove` off, names whatever their case; tags that are missing are made.

    Two at once both count. Returns the names of the record's tags then. Raises PermissionDenied if it is not `by`'s to
    change, `DoesNotExist` if it is gone.
    """
    Tag.hold(by.organization_id, add)
    held = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    unwanted = {name.casefold() for name in clean_names(remove)}
    held.change(by=by, tags=[*(name for name in held.tag_names if name.casefold() not in unwanted), *add])
    return held.tag_names
