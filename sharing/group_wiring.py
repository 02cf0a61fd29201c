"""What the floors below are told of groups: on lists and cards, in conditions, and how what was done is taken back."""

from activity import panels
from activity.undo import goes_its_own_way, kind_goes_its_own_way
from contacts.filters import ContactFilter
from customization.lists import add_to_list
from customization.smart import vocabulary

from . import grouping, ungrouping
from .group_lists import ADDITION, GroupFilter
from .group_panel import PANEL
from .group_smart import GROUPS, GroupsType


def wire_groups():
    """Called once, when the app is ready."""
    vocabulary.register_type("groups", GroupsType())
    vocabulary.register("contact", GROUPS)
    ContactFilter.take(group=GroupFilter(label=ADDITION.pickers[0].label))
    add_to_list("contact", ADDITION)
    panels.register(PANEL, "contact")
    goes_its_own_way(grouping.REMOVED, ungrouping.undo_removal)
    goes_its_own_way(grouping.FILLED, ungrouping.only_by_its_member)
    goes_its_own_way(grouping.EMPTIED, ungrouping.only_by_its_member)
    kind_goes_its_own_way(grouping.GROUPED, ungrouping.take_back_places)
