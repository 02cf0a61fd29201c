"""The people of an organization: what they may do, who is invited, who is in no longer."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..guards import admins_only
from ..models import Invitation, LastAdmin, Member
from ..settings_forms import InviteForm, PersonForm, last_admin_words

PER_PAGE = 50


@admins_only
@require_safe
def people(request):
    """Everybody in the organization, and everybody invited."""
    return show_people(request, invite=InviteForm(by=request.member))


def show_people(request, status=200, **context):
    """The page, perhaps with a form that has errors, or with the link of a new invitation."""
    everybody = persons(request).order_by("-is_active", "user__first_name", "user__last_name", "pk")
    page = Paginator(everybody.prefetch_related("teams"), PER_PAGE).get_page(request.GET.get("page"))
    invitations = Invitation.objects.visible_to(request.member).open(timezone.now()).select_related("invited_by__user")
    rows = [(person, PersonForm(person=person, by=request.member, auto_id=False)) for person in page]
    context = {"invite": None, "page": page, "rows": rows, "invitations": invitations, **context}
    return render(request, "accounts/people.html", context, status=status)


@admins_only
@require_POST
def person_change(request, pk):
    """Change role or data scope; answers the person's row to htmx, the list to everybody else."""
    person = get_object_or_404(persons(request), pk=pk)
    form = PersonForm(request.POST, person=person, by=request.member, auto_id=False)
    saved = form.is_valid() and form.save()
    if request.htmx:
        person.refresh_from_db()
        shown = form if not saved else PersonForm(person=person, by=request.member, auto_id=False)
        row = {"person": person, "form": shown, "saved": saved}
        return render(request, "accounts/_person.html", row, status=200 if saved else 422)
    if saved:
        messages.success(request, _("Saved: %(name)s.") % {"name": person})
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("people")


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def person_deactivate(request, pk):
    """Say what deactivation means, then do it."""
    person = get_object_or_404(persons(request), pk=pk, is_active=True)
    if request.method != "POST":
        return render(request, "accounts/person_deactivate.html", {"person": person})
    if person.pk == request.member.pk:
        messages.error(request, _("You cannot deactivate yourself. Ask another admin to do it."))
        return redirect("people")
    try:
        person.change_access(by=request.member, is_active=False)
    except LastAdmin:
        messages.error(request, last_admin_words(person))
        return redirect("people")
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": person})
    return redirect("people")


@admins_only
@require_POST
def person_reactivate(request, pk):
    """Let somebody in again, as what they were."""
    person = get_object_or_404(persons(request), pk=pk, is_active=False)
    person.change_access(by=request.member, is_active=True)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("people")


@admins_only
@never_cache
@require_POST
def invite(request):
    """Mail an invitation; its link is also shown once, to be passed on by other means."""
    form = InviteForm(request.POST, by=request.member)
    if not form.is_valid():
        return show_people(request, invite=form, status=422)
    return sent(request, form.save)


@admins_only
@never_cache
@require_POST
def invitation_resend(request, pk):
    """A new mail with a new link; the old link dies."""
    old = get_object_or_404(Invitation.objects.visible_to(request.member).open(timezone.now()), pk=pk)
    return sent(request, lambda: old.send_again(by=request.member))


@admins_only
@require_POST
def invitation_revoke(request, pk):
    """Make an open invitation's link dead."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.member).open(timezone.now()), pk=pk)
    invitation.revoke(by=request.member)
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("people")


def sent(request, send):
    """Call `send`, which returns (invitation, token), and show the link; a failing mail server is told, not fatal."""
    try:
        invitation, token = send()
    except (OSError, SMTPException):
        messages.error(
            request,
            _("The invitation is made, but the mail server did not take the mail. Try “Send again” in a while."),
        )
        return redirect("people")
    link = settings.BASE_URL + reverse("invitation_accept", args=[token])
    return show_people(request, invite=InviteForm(by=request.member), sent_to=invitation, link=link)


def persons(request):
    """The people (not the integrations) in the member's organization."""
    return Member.objects.visible_to(request.member).filter(kind=Member.PERSON).select_related("user", "organization")
