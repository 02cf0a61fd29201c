"""API keys and company tokens: made, shown once, revoked by admins."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Credential

KEY = {"name": "Web shop", "kind": "key", "role": "member", "data_scope": "all", "expires_on": ""}


def make(client, **changes):
    return client.post("/settings/api-keys", {**KEY, **changes})


def test_its_secret_is_shown_once_and_works(cast, page):
    client = page(cast.olivia)
    answer = make(client)
    secret = answer.context["secret"]
    assert secret.startswith("rk_")
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get("/settings/api-keys").content.decode()
    assert APIClient(HTTP_X_API_KEY=secret).get("/api/contacts").status_code == 200
    words = client.get("/settings/api-keys").content.decode()
    assert secret[:8] in words


def test_only_a_hash_is_kept(cast, page):
    secret = make(page(cast.olivia)).context["secret"]
    assert secret not in str(Credential.objects.values().get())


def test_acts_with_the_role_and_scope_it_was_given(cast, page):
    make(page(cast.olivia), kind="company", role="admin", data_scope="team")
    key = Credential.objects.get()
    assert (key.kind, key.member.role, key.member.data_scope) == ("company", "admin", "team")
    assert (key.organization, key.created_by) == (cast.acme, cast.olivia)


def test_works_until_the_end_of_its_last_day(cast, page):
    today = timezone.localdate()
    secret = make(page(cast.olivia), expires_on=today.isoformat()).context["secret"]
    now = timezone.now()
    assert Credential.find(secret, now=now)
    assert Credential.find(secret, now=now + timedelta(days=1, minutes=1)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("name", "a\0"),
        ("kind", "master"),
        ("role", "boss"),
        ("data_scope", "everything"),
        ("expires_on", "2020-01-01"),
        ("expires_on", "soon"),
        ("expires_on", "99999-01-01"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_made(cast, page, field, value):
    answer = make(page(cast.olivia), **{field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Credential.objects.exists()


def test_revoked_after_saying_what_it_means(cast, page):
    client = page(cast.olivia)
    secret = make(client).context["secret"]
    address = f"/settings/api-keys/{Credential.objects.get().pk}/revoke"
    assert "cannot be taken back" in client.get(address).content.decode()
    assert Credential.find(secret)
    client.post(address)
    assert APIClient(HTTP_X_API_KEY=secret).get("/api/contacts").status_code == 401
    assert "Revoked and expired keys" in client.get("/settings/api-keys").content.decode()


def test_keys_of_others_do_not_exist(cast, page):
    secret = make(page(cast.olivia)).context["secret"]
    address = f"/settings/api-keys/{Credential.objects.get().pk}/revoke"
    assert page(cast.zoe).get(address).status_code == 404
    assert page(cast.zoe).post(address).status_code == 404
    assert Credential.find(secret)
    assert "Web shop" not in page(cast.zoe).get("/settings/api-keys").content.decode()


def test_the_list_costs_the_same_with_more_keys(cast, page, django_assert_max_num_queries):
    client = page(cast.olivia)
    client.get("/settings/api-keys")
    for n in range(20):
        Credential.issue(by=cast.olivia, name=f"Key {n}")
    with django_assert_max_num_queries(7):
        client.get("/settings/api-keys")
