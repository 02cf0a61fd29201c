"""What is done to the words an organization writes once: its custom values and its message templates."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.locks import hold_name

from .models import CustomField, CustomValue, MessageTemplate
from .tokens import names_in

LONGEST = CustomValue._meta.get_field("value").max_length
MOST = 1_000  # custom values of an organization
MOST_TEMPLATES = 500


@transaction.atomic
def set_value(key, value, *, by):
    """Let the custom value `key` of `by`'s organization say `value`, a text of at most `LONGEST` characters.

    Returns the `CustomValue`; its `is_new` says whether there was none. Raises ValidationError with `{"key" or "value":
    [sentence]}`.
    """
    value = clean_value(value)
    try:
        CustomField.check_key(key)
    except ValidationError as refusal:
        raise ValidationError({"key": refusal.messages}) from refusal
    hold_name(by.organization_id, "custom values")
    own = CustomValue.objects.visible_to(by)
    if not own.filter(key=key).exists() and own.count() >= MOST:
        raise ValidationError({"key": [_("There are %(most)s custom values already.") % {"most": MOST}]})
    found, is_new = own.update_or_create(
        key=key, defaults={"value": value}, create_defaults={"value": value, "organization_id": by.organization_id}
    )
    found.is_new = is_new
    return found


def clean_value(value):
    """`value`, if a custom value can say it; raises ValidationError `{"value": [sentence]}`."""
    if not isinstance(value, str):
        raise ValidationError({"value": [_("Give a text.")]})
    if len(value) > LONGEST:
        raise ValidationError({"value": [_("Use at most %(most)s characters.") % {"most": LONGEST}]})
    if not _is_storable(value):
        raise ValidationError({"value": [_("Null characters and halves of characters are not allowed.")]})
    return value


def remove_value(key, *, by):
    """Take the custom value `key` of `by`'s organization away. Returns it as it was, or None if there is none."""
    known = isinstance(key, str) and _is_storable(key)
    found = CustomValue.objects.visible_to(by).filter(key=key).first() if known else None
    if found is not None:
        CustomValue.objects.filter(pk=found.pk).delete()
    return found


def used_in(by):
    """`{key: how many message templates name it}` for the custom values of `by`'s organization; one query."""
    counts = {}
    for subject, body in MessageTemplate.objects.visible_to(by).values_list("subject", "body"):
        for name in set(names_in(f"{subject}\n{body}")):
            prefix, _dot, key = name.partition(".")
            if prefix == "custom_values":
                counts[key] = counts.get(key, 0) + 1
    return counts


@transaction.atomic
def write_template(template=None, *, by, **values):
    """Make a message template, or give `template` of `by`'s organization other `values`: name, subject, body. Returns it.

    Raises ValidationError with `{field: [sentence]}`, also where another one has this name.
    """
    hold_name(by.organization_id, "message templates")
    if template is None:
        if MessageTemplate.objects.visible_to(by).count() >= MOST_TEMPLATES:
            raise ValidationError({"name": [_("There are %(most)s templates already.") % {"most": MOST_TEMPLATES}]})
        template = MessageTemplate(organization_id=by.organization_id, created_by=by)
    for name, value in values.items():
        setattr(template, name, value)
    template.full_clean(exclude=["organization", "created_by"])
    same = MessageTemplate.objects.visible_to(by).filter(name=template.name).exclude(pk=template.pk)
    if same.exists():
        raise ValidationError({"name": [_("There is a template of this name already.")]})
    template.save()
    return template


def remove_template(template, *, by):
    """Delete a message template of `by`'s organization; messages written with it stay. Returns what it said."""
    MessageTemplate.objects.visible_to(by).filter(pk=template.pk).delete()
    return {"name": template.name, "subject": template.subject, "body": template.body}


def _is_storable(text):
    """Whether a database takes it: PostgreSQL no NUL, neither of them half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
