"""Teams: people who see each other's records when their data scope says so."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..guards import admins_only
from ..models import Team
from ..settings_forms import TeamForm


@admins_only
@require_safe
def teams(request):
    """All teams with their people."""
    every = Team.objects.visible_to(request.member).prefetch_related("members__user")
    return render(request, "accounts/teams.html", {"teams": every})


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request):
    """Make a team."""
    return edit(request, Team(), _("The team %(name)s is made."))


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def team_change(request, pk):
    """Rename a team, change who is in it."""
    return edit(request, get_object_or_404(Team.objects.visible_to(request.member), pk=pk), _("Saved: %(name)s."))


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def team_delete(request, pk):
    """Say what it means, then delete the team; its people and their records stay."""
    team = get_object_or_404(Team.objects.visible_to(request.member).prefetch_related("members__user"), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/team_delete.html", {"team": team})
    team.delete()
    messages.success(request, _("The team %(name)s is deleted.") % {"name": team.name})
    return redirect("teams")


def edit(request, team, done):
    """The form of a team, new or known."""
    form = TeamForm(request.POST or None, instance=team, by=request.member)
    if request.method == "POST" and form.is_valid():
        team = form.save()
        messages.success(request, done % {"name": team.name})
        return redirect("teams")
    return render(request, "accounts/team.html", {"form": form, "team": team}, status=422 if form.errors else 200)
