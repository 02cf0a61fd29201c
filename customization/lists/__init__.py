"""The grammar of lists, written once: what every list of records can do, whatever it lists.

A list is declared (`RecordList`), wired (`list_pages`) and needs no view or template of its own.
"""

from .acts import AddTags, Assign, BulkAct, Choose, Export, Remove
from .additions import Addition, add_to_list
from .columns import Column
from .declaration import RecordList, Way
from .listing import Listing
from .neighbours import neighbours_of
from .pickers import ChoicePicker, DatesPicker, OwnerPicker, RecordPicker, SuggestedPicker, TagPicker
from .setting import SetField

__all__ = [
    "AddTags",
    "Addition",
    "Assign",
    "BulkAct",
    "ChoicePicker",
    "Choose",
    "Column",
    "DatesPicker",
    "Export",
    "Listing",
    "OwnerPicker",
    "RecordList",
    "RecordPicker",
    "Remove",
    "SetField",
    "SuggestedPicker",
    "TagPicker",
    "Way",
    "add_to_list",
    "neighbours_of",
]
