"""What templates ask about access."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sign_up_open():
    """Whether anybody may make an organization here."""
    return settings.SIGN_UP_OPEN
