"""The settings of folders of custom fields."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, typed_in

from ..field_forms import FolderForm
from ..lists.views import shown
from ..models import CustomFieldFolder
from ..shaping import add_folder, change_folder, order_folders, remove_folder
from .own import own_or_404


def _back(request, text):
    return done(request, text, to=reverse("field_list"))


@admins_only
@require_http_methods(["GET", "POST"])
def folder_new(request):
    """Make a folder for custom fields."""
    form = FolderForm(typed_in(request))
    if form.is_bound and form.is_valid():
        try:
            folder = add_folder(by=request.member, name=form.cleaned_data["name"])
            return _back(request, _("Folder “%(name)s” added.") % {"name": folder.name})
        except ValidationError as refusal:
            form.tell(refusal)
    return _page(request, form)


def _page(request, form, folder=None):
    context = {"form": form, "folder": folder}
    return shown(request, "customization/field_folder", context, status=422 if form.errors else 200)


@admins_only
@require_http_methods(["GET", "POST"])
def folder_edit(request, pk):
    """Rename a folder."""
    folder = own_or_404(CustomFieldFolder, pk, request.member)
    form = FolderForm(typed_in(request), initial={"name": folder.name})
    if form.is_bound and form.is_valid():
        try:
            change_folder(folder, by=request.member, name=form.cleaned_data["name"])
            return _back(request, _("Saved."))
        except ValidationError as refusal:
            form.tell(refusal)
    return _page(request, form, folder)


@admins_only
@require_POST
def folder_remove(request, pk):
    """Remove a folder; its fields stay, without one."""
    folder = own_or_404(CustomFieldFolder, pk, request.member)
    count = remove_folder(folder, by=request.member)
    text = ngettext(
        "Folder “%(name)s” removed; its field stays.", "Folder “%(name)s” removed; its %(n)s fields stay.", count
    )
    return _back(request, text % {"name": folder.name, "n": count})


@admins_only
@require_POST
def folder_move(request, pk):
    """Move a folder one place up or down."""
    folder = own_or_404(CustomFieldFolder, pk, request.member)
    ids = list(CustomFieldFolder.objects.visible_to(request.member).values_list("pk", flat=True))
    place = ids.index(folder.pk)
    ids.insert(max(place + (-1 if "up" in request.POST else 1), 0), ids.pop(place))
    order_folders(ids, by=request.member)
    return _back(request, _("Moved."))
