"""A page with every example of docs/look.md in the real shell, at `/look`, beside the real pages."""

import re
from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseServerError
from django.template import engines
from django.urls import path
from django.utils import timezone

from crm.urls import urlpatterns as real_urls
from customization.models import Tag


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As on the card.")
    email = forms.EmailField(label="E-mail")
    phone = forms.CharField(label="Phone", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Person"), ("b", "Company")])
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(label="Way", choices=[("a", "By mail"), ("b", "By phone")], widget=forms.RadioSelect)
    private = forms.BooleanField(label="Only I may see this", required=False, help_text="Admins neither.")
    fixed = forms.CharField(label="Fixed", disabled=True, initial="x", required=False)
    about = forms.CharField(label="About", required=False, widget=forms.Textarea(attrs={"data-draft": "example/1"}))
    file = forms.FileField(label="File", required=False)


def examples():
    """(heading, template text) of every part that docs/look.md shows."""
    text = (settings.BASE_DIR / "docs" / "look.md").read_text()
    found = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading = section.split("\n")[0]
        found += [(heading, block) for block in re.findall(r"```html\n(.*?)```", section, re.DOTALL)]
    return found


def sample():
    """What the examples are rendered with."""
    return {
        "hues": Tag.COLORS,
        "moment": timezone.now() - timedelta(hours=2),
        "names": ["Jane Smith", "Łukasz Żak", "Amara Okafor", "Mei-Lin Chen"],
        "page": some_page(4, 318),
        "form": ExampleForm({"email": "x", "kind": "a"}),
    }


def some_page(number, total, per_page=25):
    """What `_pages.html` asks of an `api.paging.Page`."""
    return SimpleNamespace(number=number, total=total, per_page=per_page, last=max(1, -(-total // per_page)))


def page_of(body):
    return engines["django"].from_string(
        '{% extends "_shared/app.html" %}{% load look i18n %}{% block title %}Look{% endblock %}'
        "{% block content %}<div id='gallery' class='stack wide'>" + body + "</div>{% endblock %}"
    )


def gallery(request):
    """Every example under its heading; `?toast=1` adds a message with an undo."""
    if "toast" in request.GET:
        messages.success(request, "12 contacts assigned to Marco.", extra_tags="undo:/undo/12")
    body = "".join(f"<h2>{heading}</h2>{block}" for heading, block in examples())
    return HttpResponse(page_of(body).render(sample(), request))


def manners(request):
    """Parts that talk to the server, for the tests of the modules."""
    return HttpResponse(
        page_of(
            """<h1>Manners</h1>
            <button type="button" class="btn" hx-get="/look/form" hx-target="#dialog">Rename</button>
            <button type="button" class="btn" hx-post="/look/broken" hx-swap="none">Break</button>
            <button type="button" class="btn" hx-post="/look/done" hx-swap="none">Do</button>
            <button type="button" class="btn" data-copy="rk_123">Copy</button>
            <p id="name">old</p>
            <form method="post" action="#" data-guard>{% csrf_token %}
              <label>Nickname <input name="nickname"></label></form>
            <a href="/look">Elsewhere</a>
            <form method="get" action="/look/found" data-autosubmit>
              <label>Find <input type="search" name="q"></label></form>"""
        ).render({}, request)
    )


def rename(request):
    """A form for the dialog: an empty name is wrong, a good one fills `#name`."""
    name = request.POST.get("name", "")
    if request.method == "POST" and name:
        answer = HttpResponse(name, headers={"HX-Retarget": "#name", "HX-Reswap": "innerHTML"})
        answer["HX-Trigger"] = '{"toast": {"text": "Renamed.", "undo": "/undo/7"}}'
        return answer
    error = '<p class="error">Give a name.</p>' if request.method == "POST" else ""
    form = (
        '<form hx-post="/look/form" hx-target="#dialog" method="post" action="/look/form">'
        "<header><h2>Rename</h2></header>"
        f'<div class="body"><label>Name <input name="name"></label>{error}</div>'
        '<footer><button type="button" class="btn" data-closes>Cancel</button>'
        '<button class="btn main-act">Save</button></footer></form>'
    )
    return HttpResponse(form, status=422 if error else 200)


def broken(request):
    return HttpResponseServerError()


def done(request):
    return HttpResponse(status=204, headers={"HX-Trigger": '{"toast": {"text": "Done."}}'})


def found(request):
    return HttpResponse(page_of("<h1>Found {{ request.GET.q }}</h1>").render({}, request))


urlpatterns = [
    path("look", gallery),
    path("look/manners", manners),
    path("look/form", rename),
    path("look/broken", broken),
    path("look/done", done),
    path("look/found", found),
    *real_urls,
]
