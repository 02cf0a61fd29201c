"""Teams: made, renamed, filled and deleted by admins."""

import pytest

from accounts.models import Team


def test_made_with_its_people(cast, page):
    page(cast.olivia).post("/settings/teams/new", {"name": "South", "members": [cast.rita.pk, cast.tess.pk]})
    team = Team.objects.get(name="South")
    assert team.organization == cast.acme
    assert set(team.members.all()) == {cast.rita, cast.tess}


def test_renamed_and_filled_anew(cast, page):
    page(cast.olivia).post(f"/settings/teams/{cast.team.pk}", {"name": "Far north", "members": [cast.rita.pk]})
    cast.team.refresh_from_db()
    assert (cast.team.name, list(cast.team.members.all())) == ("Far north", [cast.rita])


def test_may_be_empty(cast, page):
    page(cast.olivia).post("/settings/teams/new", {"name": "Empty"})
    assert "nobody yet" in page(cast.olivia).get("/settings/teams").content.decode()


@pytest.mark.parametrize("name", ["", "x" * 101, "North", "NORTH", "a\0"])
def test_needs_a_name_of_its_own(cast, page, name):
    answer = page(cast.olivia).post("/settings/teams/new", {"name": name})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"name"}
    assert Team.objects.count() == 1


def test_two_organizations_may_use_one_name(cast, page):
    page(cast.zoe).post("/settings/teams/new", {"name": "North"})
    assert Team.objects.filter(name="North").count() == 2


@pytest.mark.parametrize("member", ["zoe", "x", "9" * 30])
def test_nobody_from_outside_gets_in(cast, page, member):
    pk = cast.zoe.pk if member == "zoe" else member
    answer = page(cast.olivia).post("/settings/teams/new", {"name": "South", "members": [pk]})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"members"}


def test_deleted_after_saying_what_it_means(cast, page):
    address = f"/settings/teams/{cast.team.pk}/delete"
    assert "records stay" in page(cast.olivia).get(address).content.decode()
    assert Team.objects.exists()
    page(cast.olivia).post(address)
    assert not Team.objects.exists()


@pytest.mark.parametrize("address", ["/settings/teams/{}", "/settings/teams/{}/delete"])
def test_teams_of_others_do_not_exist(cast, page, address):
    address = address.format(cast.team.pk)
    assert page(cast.zoe).get(address).status_code == 404
    assert page(cast.zoe).post(address, {"name": "Mine"}).status_code == 404
    assert Team.objects.get().name == "North"


def test_the_list_costs_the_same_with_more_teams(cast, page, django_assert_max_num_queries):
    client = page(cast.olivia)
    client.get("/settings/teams")
    for n in range(20):
        Team.objects.create(organization=cast.acme, name=f"T{n}").members.set([cast.rita, cast.marco])
    with django_assert_max_num_queries(7):
        client.get("/settings/teams")
