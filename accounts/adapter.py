"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class RapportAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return settings.SIGN_UP_OPEN
