"""What happens by itself: a new password ends everything that was opened with the old one."""

from allauth.account.signals import password_changed, password_reset, password_set
from axes.handlers.proxy import AxesProxyHandler
from django.dispatch import receiver


@receiver([password_changed, password_set, password_reset])
def end_what_the_old_password_opened(sender, request, user, **_more):
    """Sign `user` out on every other device, make their refresh tokens unusable, and lift the lock of failed tries."""
    AxesProxyHandler.reset_attempts(username=user.email)
    user.sign_out_everywhere(but=request.session.session_key if request.user == user else None)
