"""The page behind the link of an invitation."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ..forms import JoinForm
from ..joining import AlreadyHere, is_known, join_as_new
from ..models import Invitation


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request, token):
    """Join the organization: signed in as the person invited, or as somebody new."""
    invitation = Invitation.with_token(token)
    if invitation is None or not invitation.is_open:
        status = 404 if invitation is None else 410
        return render(request, "accounts/invitation_dead.html", {"invitation": invitation}, status=status)
    if request.user.is_authenticated:
        return _join_signed_in(request, invitation)
    if is_known(invitation.email):
        return _show(request, invitation, sign_in_url=f"{reverse('account_login')}?next={request.path}")
    return _join_new(request, invitation)


def _join_signed_in(request, invitation):
    if request.user.email != invitation.email:
        return _show(request, invitation, is_somebody_else=True)
    if request.method == "POST":
        if invitation.accept(user=request.user) is None:  # used by somebody else in this very moment
            return redirect(request.path)
        messages.success(request, _welcome(invitation))
        return redirect("today")
    return _show(request, invitation)


def _join_new(request, invitation):
    names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
    form = JoinForm(request.POST or None, email=invitation.email, initial=names)
    if request.method != "POST" or not form.is_valid():
        return _show(request, invitation, form=form)
    try:
        user = join_as_new(invitation, **form.cleaned_data)
    except AlreadyHere as reason:
        messages.error(request, str(reason))
        return redirect(request.path)
    messages.success(request, _welcome(invitation))
    return perform_login(request, user, email_verification="none", redirect_url=reverse("today"))


def _show(request, invitation, **context):
    wrong = "form" in context and context["form"].errors
    return render(
        request, "accounts/invitation.html", {"invitation": invitation, **context}, status=422 if wrong else 200
    )


def _welcome(invitation):
    return _("Welcome to %(organization)s.") % {"organization": invitation.organization}
