"""How tasks are drawn, for templates: `{% load tasks %}`."""

from django import template

from .. import cells

register = template.Library()
register.filter("about", cells.draw_about)
register.filter("due", cells.draw_due)
register.filter("priority", cells.draw_priority)
register.filter("due_words", cells.due_words)
