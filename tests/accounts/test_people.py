"""The page of people: what they may do, who is invited, who is in no longer."""

from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts.models import Invitation, LastAdmin, Member
from tests.cast import join

ADMIN_PAGES = ["/settings", "/settings/people", "/settings/teams", "/settings/teams/new", "/settings/api-keys"]


def access(role="member", data_scope="all"):
    return {"role": role, "data_scope": data_scope}


@pytest.mark.parametrize("address", ADMIN_PAGES)
def test_settings_are_for_admins(cast, page, address):
    assert page(cast.olivia).get(address).status_code == 200
    refused = page(cast.marco).get(address)
    assert refused.status_code == 403
    assert page().get(address)["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/settings/people/invite",
        "/settings/people/{rita}",
        "/settings/people/{rita}/deactivate",
        "/settings/people/{rita}/reactivate",
        "/settings/teams/{team}",
        "/settings/teams/{team}/delete",
        "/settings/api-keys",
    ],
)
def test_members_change_nothing_by_post(cast, page, address):
    address = address.format(rita=cast.rita.pk, team=cast.team.pk)
    assert page(cast.marco).post(address, {**access("admin"), "email": "x@x.example"}).status_code == 403
    cast.rita.refresh_from_db()
    assert (cast.rita.role, cast.rita.is_active) == ("member", True)


@pytest.mark.parametrize(
    "address",
    ["/settings/people/{marco}", "/settings/people/{marco}/deactivate", "/settings/people/999999999999999999999999"],
)
def test_people_of_others_do_not_exist(cast, page, address):
    answer = page(cast.zoe).post(address.format(marco=cast.marco.pk), access("admin"))
    assert answer.status_code == 404
    cast.marco.refresh_from_db()
    assert (cast.marco.role, cast.marco.is_active) == ("member", True)


def test_lists_everybody_with_what_they_may_do(cast, page):
    cast.rita.change_access(by=cast.olivia, is_active=False)
    words = page(cast.olivia).get("/settings/people").content.decode()
    for person in (cast.olivia, cast.marco, cast.rita, cast.tess):
        assert person.full_name in words
        assert person.user.email in words
    assert cast.zoe.full_name not in words
    assert words.count("deactivated") == 1


def test_costs_the_same_with_more_people(cast, page, django_assert_max_num_queries):
    client = page(cast.olivia)
    client.get("/settings/people")
    for n in range(20):
        join(cast.acme, f"P{n}", "Person")
        Invitation.send_to(f"i{n}@acme.example", by=cast.olivia)
    with django_assert_max_num_queries(9):
        client.get("/settings/people")


def test_changes_role_and_scope(cast, page):
    client = page(cast.olivia)
    assert client.post(f"/settings/people/{cast.rita.pk}", access("admin", "team"))["Location"] == "/settings/people"
    cast.rita.refresh_from_db()
    assert (cast.rita.role, cast.rita.data_scope) == ("admin", "team")


def test_answers_htmx_with_the_row(cast, page):
    answer = page(cast.olivia).post(
        f"/settings/people/{cast.rita.pk}", access(data_scope="team"), headers={"HX-Request": "true"}
    )
    words = answer.content.decode()
    assert answer.status_code == 200
    assert words.lstrip().startswith(f'<tr id="person-{cast.rita.pk}">')
    assert '<option value="team" selected>' in words


@pytest.mark.parametrize("change", [access("boss"), access(data_scope="everything"), {}])
def test_refuses_what_does_not_exist(cast, page, change):
    answer = page(cast.olivia).post(f"/settings/people/{cast.rita.pk}", change, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    cast.rita.refresh_from_db()
    assert cast.rita.data_scope == "assigned"


def test_the_last_admin_stays_admin_and_is_told_why(cast, page):
    answer = page(cast.olivia).post(
        f"/settings/people/{cast.olivia.pk}", access("member"), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "Olivia Larsen is the last active admin. Make somebody else admin first." in answer.content.decode()
    cast.olivia.refresh_from_db()
    assert cast.olivia.is_admin
    followed = page(cast.olivia).post(f"/settings/people/{cast.olivia.pk}", access("member"), follow=True)
    assert "the last active admin" in followed.content.decode()


def test_with_another_admin_one_may_step_down(cast, page):
    cast.marco.change_access(by=cast.olivia, role="admin")
    page(cast.olivia).post(f"/settings/people/{cast.olivia.pk}", access("member"))
    cast.olivia.refresh_from_db()
    assert not cast.olivia.is_admin


def test_integrations_are_not_people(cast, page, keyed):
    keyed(by=cast.olivia)
    robot = Member.objects.get(kind=Member.INTEGRATION)
    assert page(cast.olivia).post(f"/settings/people/{robot.pk}", access("admin")).status_code == 404


# -- inviting ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_mailed_and_its_link_shown_once(cast, page):
    client = page(cast.olivia)
    answer = client.post("/settings/people/invite", {"email": "New@Acme.example", **access("admin", "team")})
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.data_scope) == ("new@acme.example", "admin", "team")
    assert invitation.invited_by == cast.olivia
    link = answer.context["link"]
    assert link in answer.content.decode()
    assert link in mail.outbox[0].body
    assert link in mail.outbox[0].alternatives[0].content
    assert "Olivia Larsen invites you to Acme" in mail.outbox[0].subject
    assert link not in client.get("/settings/people").content.decode()


@pytest.mark.parametrize("email", ["", "nonsense", "marco@acme.example", "MARCO@acme.example", "a\0@acme.example"])
def test_nobody_is_invited_who_cannot_be(cast, page, email):
    answer = page(cast.olivia).post("/settings/people/invite", {"email": email, **access()})
    assert answer.status_code == 422
    assert answer.context["invite"].errors.keys() == {"email"}
    assert not Invitation.objects.exists()


def test_somebody_of_another_organization_may_be_invited(cast, page):
    assert (
        page(cast.olivia).post("/settings/people/invite", {"email": "zoe@rival.example", **access()}).status_code == 200
    )


def test_sending_again_replaces_the_link(cast, page):
    first, token = Invitation.send_to("new@acme.example", by=cast.olivia, role="admin", data_scope="team")
    page(cast.olivia).post(f"/settings/invitations/{first.pk}/resend")
    assert Invitation.find(token) is None
    second = Invitation.objects.exclude(pk=first.pk).get()
    assert (second.email, second.role, second.data_scope, second.is_open) == ("new@acme.example", "admin", "team", True)


def test_a_withdrawn_invitation_is_dead(cast, page):
    invitation, token = Invitation.send_to("new@acme.example", by=cast.olivia)
    page(cast.olivia).post(f"/settings/invitations/{invitation.pk}/revoke")
    assert Invitation.find(token) is None
    assert page(cast.olivia).post(f"/settings/invitations/{invitation.pk}/revoke").status_code == 404


@pytest.mark.parametrize("act", ["resend", "revoke"])
def test_invitations_of_others_do_not_exist(cast, page, act):
    invitation, token = Invitation.send_to("new@acme.example", by=cast.olivia)
    assert page(cast.zoe).post(f"/settings/invitations/{invitation.pk}/{act}").status_code == 404
    assert Invitation.find(token) == invitation


class Broken(EmailBackend):
    def send_messages(self, messages):
        raise SMTPException("mailbox on fire")


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_fails_is_told_not_fatal(cast, page, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    answer = page(cast.olivia).post("/settings/people/invite", {"email": "new@acme.example", **access()}, follow=True)
    assert answer.status_code == 200
    assert "the mail server did not take the mail" in answer.content.decode()
    assert Invitation.objects.count() == 1


# -- the organization -------------------------------------------------------------------------------


def test_the_organization_can_be_renamed(cast, page):
    page(cast.olivia).post("/settings", {"name": "Acme Holding"})
    cast.acme.refresh_from_db()
    assert cast.acme.name == "Acme Holding"


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b"])
def test_an_organization_without_a_proper_name_is_refused(cast, page, name):
    answer = page(cast.olivia).post("/settings", {"name": name})
    assert answer.status_code == 422
    cast.acme.refresh_from_db()
    assert cast.acme.name == "Acme"


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_demote_each_other_at_once(cast):
    cast.marco.change_access(by=cast.olivia, role="admin")
    start = Barrier(2)

    def demote(by, other):
        start.wait()
        try:
            Member.objects.get(pk=other.pk).change_access(by=by, role="member")
            return "done"
        except LastAdmin:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(demote, (cast.olivia, cast.marco), (cast.marco, cast.olivia)))
    assert sorted(outcomes) == ["done", "refused"]
    assert Member.objects.filter(organization=cast.acme, role="admin").count() == 1
