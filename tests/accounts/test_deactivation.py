"""Deactivation cuts access at once, through every door."""

from accounts.models import Credential, Member
from accounts.signals import access_cut
from api.tokens import issue
from tests.cast import PASSWORD

from .conftest import is_signed_in


def deactivate(page, cast, person):
    return page(cast.olivia).post(f"/settings/people/{person.pk}/deactivate")


def test_says_first_what_it_means(cast, page):
    answer = page(cast.olivia).get(f"/settings/people/{cast.rita.pk}/deactivate")
    assert "Access ends at once" in answer.content.decode()
    cast.rita.refresh_from_db()
    assert cast.rita.is_active


def test_every_door_closes_at_once(cast, page, sign_in, rest):
    browser, tokens = sign_in(cast.rita), issue(cast.rita.user)
    program = rest()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['token']}")
    assert is_signed_in(browser)
    assert program.get("/api/contacts").status_code == 200
    deactivate(page, cast, cast.rita)
    assert browser.get("/profile").status_code == 302
    assert browser.get("/api/contacts").status_code == 401
    assert program.get("/api/contacts").status_code == 401
    assert rest().post("/api/auth/refresh", {"refresh": tokens["refresh"]}).status_code == 401
    assert rest().post("/api/auth/login", {"email": cast.rita.user.email, "password": PASSWORD}).status_code == 401
    assert not is_signed_in(sign_in(cast.rita))


def test_a_deactivated_integrations_key_is_dead(cast, keyed):
    client = keyed(by=cast.olivia)
    assert client.get("/api/contacts").status_code == 200
    Credential.objects.get().member.change_access(by=cast.olivia, is_active=False)
    assert client.get("/api/contacts").status_code == 401
    assert Credential.objects.get().revoked_at


def test_who_works_elsewhere_too_stays_signed_in_there(cast, page, sign_in):
    Member.objects.create(organization=cast.rival, user=cast.rita.user)
    browser = sign_in(cast.rita)
    deactivate(page, cast, cast.rita)
    answer = browser.get("/profile")
    assert answer.status_code == 200
    assert answer.context["member"].organization == cast.rival


def test_the_floors_above_are_told(cast, page):
    told = []

    def hear(member, **_more):
        told.append(member)

    access_cut.connect(hear)
    deactivate(page, cast, cast.rita)
    access_cut.disconnect(hear)
    assert told == [cast.rita]


def test_nobody_deactivates_themselves(cast, page):
    cast.marco.change_access(by=cast.olivia, role="admin")
    words = page(cast.olivia).post(f"/settings/people/{cast.olivia.pk}/deactivate", follow=True).content.decode()
    assert "You cannot deactivate yourself" in words
    cast.olivia.refresh_from_db()
    assert cast.olivia.is_active


def test_reactivation_lets_in_again_as_before(cast, page, sign_in):
    deactivate(page, cast, cast.rita)
    assert page(cast.olivia).post(f"/settings/people/{cast.rita.pk}/reactivate").status_code == 302
    assert is_signed_in(sign_in(cast.rita))
    cast.rita.refresh_from_db()
    assert cast.rita.data_scope == "assigned"


def test_deactivating_twice_is_not_found(cast, page):
    deactivate(page, cast, cast.rita)
    assert deactivate(page, cast, cast.rita).status_code == 404
