"""The member's groups on the card of a contact."""

from activity.panels import Panel

from .group_forms import PickOrNameForm
from .models import Group, Grouped


def groups_of(contact, member, form=None):
    """What the panel shows: the groups the contact is `within` and the `others`. Two queries."""
    own = list(Group.objects.visible_to(member))
    inside = set(Grouped.objects.visible_to(member).filter(contact=contact.pk).values_list("group_id", flat=True))
    return {
        "contact": contact,
        "within": [group for group in own if group.pk in inside],
        "others": [group for group in own if group.pk not in inside],
        "form": form,
        "name_length": PickOrNameForm.base_fields["name"].max_length,
    }


PANEL = Panel("groups", "sharing/_groups_panel.html", groups_of, order=70)
