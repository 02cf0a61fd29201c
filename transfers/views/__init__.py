"""Pages of imports, for who may import, and of exports, for admins."""

from .exports import export_cancel, export_file, export_page, export_progress, export_show, import_template
from .imports import import_list, import_new, import_progress, import_refused, import_show
from .steps import import_cancel, import_columns, import_reading, import_run, import_undo

__all__ = [
    "export_cancel",
    "export_file",
    "export_page",
    "export_progress",
    "export_show",
    "import_cancel",
    "import_columns",
    "import_list",
    "import_new",
    "import_progress",
    "import_reading",
    "import_refused",
    "import_run",
    "import_show",
    "import_template",
    "import_undo",
]
