"""What is said where an e-mail address should stand, at every door that reads one."""

from django.utils.translation import gettext_lazy as _

NOT_AN_EMAIL = _("Enter an e-mail address such as jane@example.com.")
