"""How an organization shapes its records: the acts on custom fields and their folders.

Every one is for admins, which its doors have checked, and takes `by=`. A refusal is a ValidationError that names the
field: `key`, `label`, `type`, `options`, `folder`, `required`, `position`, `default`, `name`.
"""

from .fields import add_field, change_field, would_change
from .folders import add_folder, change_folder, order_fields, order_folders, remove_folder
from .purging import clear_removed
from .removing import bring_back, remove_field, values_count
from .rewriting import FieldReport

__all__ = [
    "FieldReport",
    "add_field",
    "add_folder",
    "bring_back",
    "change_field",
    "change_folder",
    "clear_removed",
    "order_fields",
    "order_folders",
    "remove_field",
    "remove_folder",
    "values_count",
    "would_change",
]
