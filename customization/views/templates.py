"""Settings: message templates, with a preview of what they say to somebody."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import admins_only, members_only
from activity.answers import done, refused, typed_in

from .. import tokens, words
from ..models import MessageTemplate
from ..word_forms import TemplateForm
from .own import own_or_404
from .words import remember_removed, removed_before

LONGEST = 20_000  # characters of a body that are previewed


@members_only
@require_GET
def template_list(request):
    """The message templates; admins add to them."""
    templates = MessageTemplate.objects.visible_to(request.member).select_related("created_by__user")
    return render(request, "customization/words/templates.html", {"templates": templates})


@admins_only
@require_http_methods(["GET", "POST"])
def template_new(request):
    """Write a new template."""
    return _edit(request, None)


@members_only
@require_http_methods(["GET", "POST"])
def template_edit(request, pk):
    """Edit a template; members who are no admins read it and see its preview."""
    template = own_or_404(MessageTemplate, pk, request.member)
    if request.method == "POST" and not request.member.is_admin:
        raise PermissionDenied(_("Only admins of your organization can change templates. Ask one of them."))
    return _edit(request, template)


def _edit(request, template):
    form = TemplateForm(typed_in(request), member=request.member, instance=template)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        if saved:
            text = _("“%(name)s” saved.") % {"name": saved.name}
            return done(request, text, to=reverse("template_edit", args=[saved.pk]))
    typed = {name: form[name].value() or "" for name in ("subject", "body")}
    to = request.GET.get("to", "")
    context = {"form": form, "template": template, "offered": tokens.offered_to(request.member), "to": to[:300]}
    context |= {"suggest_url": reverse(tokens.reader().suggest)} | _preview(request, typed, to)
    return render(request, "customization/words/template.html", context, status=422 if form.is_bound else 200)


@members_only
@require_POST
def template_preview(request):
    """What a subject and a body, as they are typed, say to the contact `to`."""
    context = _preview(request, request.POST, request.POST.get("to", ""))
    return render(request, "customization/words/_preview.html", context)


def _preview(request, typed, to):
    """Template context: subject and body filled in, the tokens that are unknown or empty in either."""
    contact = tokens.reader().find(to, request.member)
    texts = [(typed.get(name) or "")[:LONGEST].replace("\r\n", "\n") for name in ("subject", "body")]
    subject, body = tokens.render_all(texts, contact=contact, member=request.member)
    return {
        "contact": contact,
        "is_unfound": bool(to.strip()) and contact is None,
        "subject": subject,
        "body": body,
        "unknown": list(dict.fromkeys([*subject.unknown, *body.unknown])),
        "empty": list(dict.fromkeys([*subject.empty, *body.empty])) if contact else [],
    }


@admins_only
@require_POST
def template_remove(request, pk):
    """Delete a template; the toast brings it back."""
    template = own_or_404(MessageTemplate, pk, request.member)
    remember_removed(request, f"template {pk}", words.remove_template(template, by=request.member))
    text, undo = _("“%(name)s” deleted.") % {"name": template.name}, reverse("template_restore", args=[pk])
    return done(request, text, to=reverse("template_list"), undo=undo)


@admins_only
@require_POST
def template_restore(request, pk):
    """Bring back a template that was deleted in this session."""
    kept, to = removed_before(request, f"template {pk}"), reverse("template_list")
    taken = kept and MessageTemplate.objects.visible_to(request.member).filter(name=kept["name"]).exists()
    if kept is None or taken:
        return refused(request, _("This cannot be undone any more."), to=to)
    words.write_template(by=request.member, **kept)
    return done(request, _("“%(name)s” is back.") % {"name": kept["name"]}, to=to)
