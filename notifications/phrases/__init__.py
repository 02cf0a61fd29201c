"""How each kind of notification is said: what it needs to be read for it, and the words made of what is seen."""

from . import links, lists, notes, records, tasks, transfers, webhooks

PHRASES = {
    "task_due": tasks,
    "assigned": records,
    "lead_arrived": records,
    "link_opened": links,
    "mentioned": notes,
    "import_finished": transfers,
    "list_moved": lists,
    "webhook_failing": webhooks,
}
