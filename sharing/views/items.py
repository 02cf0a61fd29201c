"""Settings: the items that reps share, and the organization's own sites."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, typed_in
from customization.views.own import own_or_404

from .. import offering
from ..addresses import origin_of
from ..item_counts import counts_of
from ..item_forms import ItemForm, SiteForm
from ..models import AllowedOrigin, ShareItem
from ..paging import page_of
from ..sites import remove_site


@admins_only
@require_GET
def item_list(request):
    """The organization's items by title, with how often each was shared and opened, narrowed by `q` and `offer`."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    offer = request.GET.get("offer", "")
    found = ShareItem.objects.visible_to(request.member)
    found = found.filter(Q(title__icontains=text) | Q(url__icontains=text)) if text else found
    found = found.filter(is_active=offer == "on") if offer in ("on", "retired") else found
    page = page_of(found.order_by("title", "pk"), request.GET.get("page", ""))
    _count(page.rows, request.member)
    context = {"page": page, "text": text, "offer": offer, "is_narrowed": bool(text or offer)}
    return render(request, "sharing/items.html", context)


def _count(items, member):
    counts = counts_of(items, member)
    for one in items:
        one.links_count, one.opened_count = counts.get(one.pk, (0, 0))
        one.host = origin_of(one.url).partition("://")[2]


@admins_only
@require_http_methods(["GET", "POST"])
def item_new(request):
    """Add an item."""
    return _edit(request, None)


@admins_only
@require_http_methods(["GET", "POST"])
def item_edit(request, pk):
    """Change an item, or retire it."""
    return _edit(request, own_or_404(ShareItem, pk, request.member))


def _edit(request, share_item):
    form = ItemForm(typed_in(request), member=request.member, instance=share_item)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        if saved:
            return done(request, _("“%(name)s” saved.") % {"name": saved}, to=reverse("item_list"))
    context = {"form": form, "share_item": share_item}
    return render(request, "sharing/item.html", context, status=422 if form.is_bound else 200)


@admins_only
@require_POST
def item_remove(request, pk):
    """Remove an item that was never shared; retire one that was. The toast takes it back."""
    share_item = own_or_404(ShareItem, pk, request.member)
    left = offering.remove_item(share_item, by=request.member)
    told = _("“%(name)s” is retired: links that were sent lead there still.") if left else _("“%(name)s” removed.")
    undo = reverse("item_restore", args=[share_item.pk])
    return done(request, told % {"name": share_item}, to=reverse("item_list"), undo=undo)


@admins_only
@require_POST
def item_restore(request, pk):
    """Take back that an item was removed or retired."""
    try:
        share_item = offering.restore_item(pk, by=request.member)
    except ShareItem.DoesNotExist:
        raise Http404 from None
    return done(request, _("“%(name)s” is back.") % {"name": share_item}, to=reverse("item_list"))


@admins_only
@require_http_methods(["GET", "POST"])
def site_list(request):
    """The organization's own sites, how they report page views, and a form for one more (POST adds it)."""
    form = SiteForm(typed_in(request), member=request.member)
    if request.method == "POST" and form.is_valid():
        site = form.save()
        if site:
            return done(request, _("%(site)s is one of your sites.") % {"site": site}, to=reverse("site_list"))
    script = settings.BASE_URL.rstrip("/") + static("js/track.js")
    snippet = f'<script src="{script}" defer></script>'
    context = {"sites": AllowedOrigin.objects.visible_to(request.member), "form": form, "snippet": snippet}
    return render(request, "sharing/sites.html", context, status=422 if form.is_bound else 200)


@admins_only
@require_POST
def site_remove(request, pk):
    """Take a site off the list: nothing is reported from it from now on."""
    site = own_or_404(AllowedOrigin, pk, request.member)
    remove_site(site, by=request.member)
    return done(request, _("%(site)s is no site of yours any more.") % {"site": site}, to=reverse("site_list"))
