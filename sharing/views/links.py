"""Sharing something with a contact, and the links that came of it."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import members_only
from activity.answers import done, refused, typed_in, where_from
from activity.recent import found_or_404
from activity.timeline import Mark
from contacts.models import Contact

from ..linking import link_address, restore, revoke, share
from ..messages import message_for, templates_of, ways_of
from ..models import LinkEvent, ShareItem, SmartLink
from ..paging import page_of
from ..share_forms import LinkFilterForm, ShareForm

OFFERED = 8  # items to choose among at once
EVENTS = 50
SORTS = {
    "made": ("-created_at", "-pk"),
    "opened": ("-last_opened_at", "-pk"),
    "opens": ("-opens_count", "-pk"),
}


@members_only
@require_http_methods(["GET", "POST"])
def contact_share(request, pk):
    """Choose what to share with a contact, found by `q` (GET); make the link, or find the one there is (POST)."""
    contact = found_or_404(Contact, pk, request.member)
    form = ShareForm(typed_in(request), member=request.member, initial={"channel": SmartLink.EMAIL, "days": ""})
    if request.method == "POST" and form.is_valid():
        link = _share(form, contact, request.member)
        if link:
            return done_sharing(request, link)
    text = request.GET.get("q", request.POST.get("q", "")).replace("\x00", "").strip()[:200]
    items = ShareItem.objects.visible_to(request.member).on_offer()
    found = list((items.filter(title__icontains=text) if text else items).order_by("title", "pk")[: OFFERED + 1])
    context = {
        "contact": contact,
        "form": form,
        "text": text,
        "items": found[:OFFERED],
        "has_more": len(found) > OFFERED,
    }
    name = "sharing/_share.html" if request.htmx else "sharing/share.html"
    return render(request, name, context, status=422 if form.is_bound else 200)


def _share(form, contact, member):
    chosen = form.cleaned_data
    try:
        link, is_new = share(contact, chosen["item"], chosen["channel"], by=member, expires_at=form.expires_at)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return None
    link.is_new = is_new
    return link


def done_sharing(request, link):
    """What follows when a link is there: the message for it, in the dialog or on a page of its own."""
    if not request.htmx:
        text = _("Shared.") if link.is_new else _("This was shared before: it is the same link.")
        return done(request, text, to=reverse("link_send", args=[link.pk]))
    return _message(request, _link_or_404(request, link.pk), is_known=not link.is_new)


@members_only
@require_GET
def link_send(request, pk):
    """The message that shares a link, from a message template (`template`), and ways to send it."""
    return _message(request, _link_or_404(request, pk))


def _message(request, link, *, is_known=False):
    choices = [(str(pk), name) for pk, name in templates_of(request.member).values_list("pk", "name")]
    wanted = request.GET.get("template", "")
    chosen = wanted if wanted in dict(choices) else ""
    template = templates_of(request.member).filter(pk=chosen).first() if chosen else None
    message = message_for(link, member=request.member, template=template)
    context = {
        "link": link,
        "address": link_address(link),
        "choices": choices,
        "chosen": chosen,
        "message": message,
        "ways": ways_of(link, message),
        "is_known": is_known,
        "is_usable": link.is_usable(timezone.now()),
    }
    return render(request, "sharing/_send.html" if request.htmx else "sharing/send.html", context)


@members_only
@require_GET
def link_list(request):
    """Links on contacts that the member sees, narrowed, in the order of `sort`."""
    form = LinkFilterForm(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "made"
    links = _narrowed(SmartLink.objects.visible_to(request.member), asked, request.member)
    if sort == "opened":
        links = links.filter(last_opened_at__isnull=False)
    links = links.select_related("contact", "item", "member__user").order_by(*SORTS[sort])
    item = ShareItem.objects.visible_to(request.member).filter(pk=asked["item"]).first() if asked["item"] else None
    context = {
        "form": form,
        "asked": asked,
        "sort": sort,
        "item": item,
        "page": page_of(links, request.GET.get("page", "")),
        "is_narrowed": any(asked.values()),
        "now": timezone.now(),
    }
    return render(request, "sharing/links.html", context)


def _narrowed(links, asked, member):
    if asked["whose"] != "all":
        links = links.filter(member=member.pk)
    if asked["item"]:
        links = links.filter(item=asked["item"])
    if asked["channel"]:
        links = links.filter(channel=asked["channel"])
    if asked["opened"]:
        links = links.filter(last_opened_at__isnull=asked["opened"] == "no")
    text = asked["q"].replace("\x00", "").strip()
    if text:
        people = Contact.objects.visible_to(member).search(text)
        items = ShareItem.objects.visible_to(member).filter(title__icontains=text)
        links = links.filter(Q(contact__in=people.order_by().values("pk")) | Q(item__in=items.order_by().values("pk")))
    return links


@members_only
@require_GET
def link_show(request, pk):
    """A link with what happened to it, latest first, machines' openings apart (`show=bot`)."""
    link = _link_or_404(request, pk)
    before = Mark.read(request.GET.get("before"))
    is_machines = request.GET.get("show") == "bot"
    events = LinkEvent.objects.visible_to(request.member).filter(link=link)
    events = events.filter(kind=LinkEvent.BOT) if is_machines else events.exclude(kind=LinkEvent.BOT)
    events = events.filter(before.older("links", "at", "pk")) if before else events
    found = list(events.order_by("-at", "-pk")[: EVENTS + 1])
    last = found[EVENTS - 1] if len(found) > EVENTS else None
    context = {
        "link": link,
        "address": link_address(link),
        "events": found[:EVENTS],
        "earlier": str(Mark(last.at, "links", last.pk)) if last else "",
        "is_machines": is_machines,
        "is_usable": link.is_usable(timezone.now()),
    }
    return render(request, "sharing/link.html", context)


@members_only
@require_POST
def link_revoke(request, pk):
    """Let a link lead nowhere; the toast takes it back."""
    link = revoke(_link_or_404(request, pk), by=request.member)
    to = where_from(request, link.contact.get_absolute_url())
    return done(request, _("The link leads nowhere any more."), to=to, undo=reverse("link_restore", args=[link.pk]))


@members_only
@require_POST
def link_restore(request, pk):
    """Let a revoked link lead to its item again."""
    link = _link_or_404(request, pk)
    to = where_from(request, link.contact.get_absolute_url())
    try:
        restore(link, by=request.member)
    except ValidationError as refusal:
        return refused(request, refusal.messages[0], to=to)
    return done(request, _("The link works again."), to=to)


def _link_or_404(request, pk):
    links = SmartLink.objects.visible_to(request.member).select_related("contact", "item", "member__user")
    link = links.filter(pk=pk).first()
    if link is None:
        raise Http404
    return link
