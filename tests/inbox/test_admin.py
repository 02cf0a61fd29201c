"""The back room's pages of mail: superusers look at all, staff at their own; nobody writes, nobody reads the texts."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from inbox.models import Mailbox, Message, MessageAddress, MessageCopy
from tests.conftest import BACKEND

from .conftest import mail

MODELS = [Mailbox, Message, MessageAddress, MessageCopy]


def url(model, page="changelist", *args):
    return reverse(f"admin:inbox_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def operator(cast):
    user = cast.zoe.user
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_opens_and_searches(cast, bring, operator, model):
    bring(mail("A secret."))
    for query in ("", "?q=jane", "?q=1", f"?organization={cast.acme.pk}"):
        assert operator.get(url(model) + query, follow=True).status_code == 200
    assert admin.site._registry[model].is_readonly
    answer = operator.get(url(model, "change", model.objects.first().pk))
    assert answer.status_code == 200
    assert "A secret." not in answer.content.decode()
    assert operator.get(url(model, "add")).status_code == 403


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_staff_see_their_own_alone(cast, bring, page, model):
    bring(mail(subject="Of Marco"))
    bring(mail(subject="Of Rita", **{"from": "ann@x.example"}), owner=cast.rita)
    cast.rita.user.is_staff = True
    cast.rita.user.save()
    cast.rita.user.user_permissions.set(Permission.objects.filter(content_type__app_label="inbox"))
    text = page(cast.rita).get(url(model)).content.decode()
    assert "Of Marco" not in text
    assert "jane@x.example" not in text
    rows = {Mailbox: 1, Message: 1, MessageAddress: 2, MessageCopy: 1}
    assert text.count('class="action-checkbox"') + text.count('<th class="field-id">') == rows[model]
