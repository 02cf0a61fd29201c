"""The pages of groups, the panel on a contact's card, the list of contacts narrowed by groups, and bulk acts."""

import json

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity.models import Act
from contacts.lists import CONTACTS
from contacts.models import Contact
from customization.lists import bulk, unbulk
from customization.lists.bulk import begin
from customization.lists.chips import Chips
from customization.lists.listing import Listing
from customization.lists.selection import Selection
from customization.models import BulkJob, SavedView
from customization.smart.explaining import explain
from customization.smart.query import QueryRefused, read_query
from customization.smart.vocabulary import fields_of
from sharing.grouping import add_group, put_in
from sharing.models import Group, Grouped
from tests import makers

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def marco(cast, client):
    client.force_login(cast.marco.user)
    return client


def ids_in(group):
    return sorted(Grouped.objects.filter(group=group).values_list("contact_id", flat=True))


def text(answer):
    return answer.content.decode()


# -- the pages ----------------------------------------------------------------------------------------


def test_lists_ones_own_with_counts_that_lead_to_the_contacts(cast, marco):
    group = add_group("Prospects & <b>co</b>", "red", by=cast.marco)
    add_group("Hers", by=cast.olivia)
    put_in(group, [makers.contact(cast.marco).pk], by=cast.marco)
    page = text(marco.get("/groups"))
    assert "Prospects &amp; &lt;b&gt;co&lt;/b&gt;" in page
    assert "1 contact<" in page
    assert f'href="/contacts?group={group.pk}"' in page
    assert "Hers" not in page


def queries_of(client, address):
    """How many queries the page costs, and its text."""
    with CaptureQueriesContext(connection) as caught:
        page = text(client.get(address))
    return len(caught), page


def test_number_of_queries_does_not_grow(cast, marco):
    def groups(first, last):
        for n in range(first, last):
            put_in(add_group(f"G{n}", by=cast.marco), [contact.pk], by=cast.marco)

    contact = makers.contact(cast.marco)
    groups(0, 2)
    for address in ("/groups", contact.get_absolute_url()):
        marco.get(address)  # what is asked for once a process
    few = [queries_of(marco, address)[0] for address in ("/groups", contact.get_absolute_url())]
    groups(2, 25)
    assert [queries_of(marco, address)[0] for address in ("/groups", contact.get_absolute_url())] == few


def test_makes_one(cast, marco):
    answer = marco.post("/groups", {"name": "New", "color": "blue"})
    assert answer.status_code == 302
    assert Group.objects.get().member == cast.marco


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "", "color": "blue"}, "required"),
        ({"name": "OLD", "color": "blue"}, "already"),
        ({"name": "x" * 101, "color": "blue"}, "100"),
        ({"name": "a\0b", "color": "blue"}, "Null characters"),
        ({"name": "New", "color": "beige"}, "beige"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(cast, marco, typed, told):
    add_group("Old", by=cast.marco)
    answer = marco.post("/groups", typed)
    assert answer.status_code == 422
    assert told in text(answer)
    assert Group.objects.count() == 1


def test_changes_and_deletes_one_with_undo(cast, marco):
    group = add_group("Old", by=cast.marco)
    assert marco.post(f"/groups/{group.pk}", {"name": "New", "color": "teal"}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.color) == ("New", "teal")
    assert marco.post(f"/groups/{group.pk}/remove").status_code == 302
    assert not Group.objects.exists()
    marco.post(reverse("undo", args=[Act.objects.latest("pk").pk]))
    assert Group.objects.get().pk == group.pk


def test_somebody_elses_is_not_there(cast, marco):
    group, contact = add_group("Hers", by=cast.olivia), makers.contact(cast.marco)
    for method, address in (
        ("get", f"/groups/{group.pk}"),
        ("post", f"/groups/{group.pk}"),
        ("post", f"/groups/{group.pk}/remove"),
        ("post", f"/contacts/{contact.pk}/groups/{group.pk}/remove"),
    ):
        assert getattr(marco, method)(address).status_code == 404
    assert marco.post(f"/contacts/{contact.pk}/groups", {"group": group.pk}, **HTMX).status_code == 422


# -- on the card --------------------------------------------------------------------------------------


def test_the_card_shows_ones_own_groups_only(cast, marco):
    contact = makers.contact(cast.marco)
    put_in(add_group("Mine", by=cast.marco), [contact.pk], by=cast.marco)
    put_in(add_group("Hers", by=cast.olivia), [contact.pk], by=cast.olivia)
    page = text(marco.get(contact.get_absolute_url()))
    assert "Mine" in page
    assert "Hers" not in page


def test_is_put_in_and_taken_out_on_the_card(cast, marco):
    contact, group = makers.contact(cast.marco), add_group("Mine", by=cast.marco)
    answer = marco.post(f"/contacts/{contact.pk}/groups", {"group": group.pk}, **HTMX)
    assert "Take out of Mine" in text(answer)
    assert json.loads(answer["HX-Trigger"])["toast"]["undo"]
    assert ids_in(group) == [contact.pk]
    assert marco.post(f"/contacts/{contact.pk}/groups/{group.pk}/remove").status_code == 302
    assert ids_in(group) == []


def test_a_new_group_is_made_on_the_card(cast, marco):
    contact = makers.contact(cast.marco)
    for _twice in range(2):
        assert marco.post(f"/contacts/{contact.pk}/groups", {"name": "Fresh"}).status_code == 302
    assert ids_in(Group.objects.get(name="Fresh")) == [contact.pk]
    assert marco.post(f"/contacts/{contact.pk}/groups", {}, **HTMX).status_code == 422


def test_a_contact_out_of_sight_is_not_there(cast, client):
    client.force_login(cast.rita.user)
    contact, group = makers.contact(cast.marco), add_group("Mine", by=cast.rita)
    assert client.post(f"/contacts/{contact.pk}/groups", {"group": group.pk}).status_code == 404


# -- in the list --------------------------------------------------------------------------------------


@pytest.fixture
def three(cast):
    """A group of Marco's with two contacts, and a third one beside it."""
    contacts = [makers.contact(cast.marco, name, "X") for name in ("Ann", "Bob", "Cid")]
    group = add_group("Mine", "red", by=cast.marco)
    put_in(group, [contact.pk for contact in contacts[:2]], by=cast.marco)
    return group, contacts


def test_narrows_the_list_and_its_export_and_the_api(cast, marco, rest, three):
    group, contacts = three
    page = text(marco.get(f"/contacts?group={group.pk}"))
    assert "Ann X" in page
    assert "Cid X" not in page
    assert "Mine" in page
    found = rest(cast.marco).get(f"/api/contacts?group={group.pk}").json()["data"]
    assert {each["id"] for each in found} == {contact.pk for contact in contacts[:2]}


def test_two_groups_are_either_of_them(cast, three):
    group, contacts = three
    other = add_group("Other", by=cast.marco)
    put_in(other, [contacts[2].pk], by=cast.marco)
    listing = Listing(CONTACTS, QueryDict(f"group={group.pk}&group={other.pk}"), cast.marco)
    assert listing.total == 3
    assert [chip.words for chip in listing.chips] == ["is Mine or Other"]


@pytest.mark.parametrize("value", ["x", "-1", "99999999999999999999", "1.5", "9223372036854775807", "\0"])
def test_what_is_no_group_is_refused_by_the_api_and_left_out_by_the_page(cast, marco, rest, three, value):
    refused = rest(cast.marco).get("/api/contacts", {"group": value})
    assert refused.status_code in (400, 422)
    assert "group" in json.dumps(refused.json())
    assert marco.get("/contacts", {"group": value}).status_code == 200


def test_somebody_elses_group_is_none(cast, rest, three):
    group, _contacts = three
    answer = rest(cast.olivia).get(f"/api/contacts?group={group.pk}")
    assert answer.status_code == 422
    assert "Mine" not in text(answer)
    listing = Listing(CONTACTS, QueryDict(f"group={group.pk}"), cast.olivia)
    assert "group" in listing.ignored


def test_the_column_asks_once_for_all_rows(cast, marco, three):
    group, _contacts = three
    address = "/contacts?columns=name,groups"

    def queries():
        count, page = queries_of(marco, address)
        assert page.count('<span class="tag red">Mine</span>') == group.grouped.count()
        return count

    marco.get(address)  # what is asked for once a process
    few = queries()
    more = [makers.contact(cast.marco, f"N{n}", "X").pk for n in range(22)]
    put_in(group, more, by=cast.marco)
    assert queries() == few


# -- of many at once ----------------------------------------------------------------------------------


def test_rows_that_are_ticked_go_into_a_group(cast, marco, three):
    group, contacts = three
    asked = marco.get("/contacts/bulk", {"act": "group", "ids": contacts[2].pk})
    assert "Mine" in text(asked)
    sent = {"act": "group", "ids": [contact.pk for contact in contacts], "group": group.pk}
    answer = marco.post("/contacts/bulk", sent, **HTMX)
    assert "1 contact added to the group" in answer["HX-Trigger"]
    assert ids_in(group) == [contact.pk for contact in contacts]
    marco.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    assert ids_in(group) == [contact.pk for contact in contacts[:2]]


def test_all_that_match_go_into_a_new_group_and_out_again(cast, marco, three):
    assert marco.post("/contacts/bulk?search=X", {"act": "group", "all": "1", "name": "Fresh"}).status_code == 302
    fresh = Group.objects.get(name="Fresh")
    assert len(ids_in(fresh)) == 3
    marco.post(f"/contacts/bulk?group={fresh.pk}", {"act": "ungroup", "all": "1", "group": fresh.pk})
    assert ids_in(fresh) == []


def test_nothing_to_choose_is_told(cast, marco, three):
    _group, contacts = three
    for act in ("group", "ungroup"):
        answer = marco.post("/contacts/bulk", {"act": act, "ids": contacts[0].pk})
        assert answer.status_code == 422
    assert marco.post("/contacts/bulk", {"act": "group", "ids": contacts[0].pk, "group": "x"}).status_code == 422


def test_one_group_too_many_is_told(cast, marco, three):
    _group, contacts = three
    Group.objects.bulk_create(
        Group(organization=cast.acme, member=cast.marco, name=f"G{n}", key=f"g{n}") for n in range(199)
    )
    answer = marco.post("/contacts/bulk", {"act": "group", "ids": contacts[0].pk, "name": "Over"})
    assert answer.status_code == 422
    assert "200" in text(answer)


def test_very_many_go_in_the_background_and_back(cast, settings, three):
    group, contacts = three
    settings.BULK_CHUNK = 2
    bulk_act = CONTACTS.act("group")
    selection = Selection(Listing(CONTACTS, QueryDict(""), cast.marco), QueryDict("all=1"))
    form = bulk_act.make_form(cast.marco, QueryDict("name=Fresh"))
    assert form.is_valid()
    job = begin(bulk_act, selection, form)
    assert bulk.run(BulkJob.objects.get(pk=job.pk))
    fresh = Group.objects.get(name="Fresh")
    assert ids_in(fresh) == sorted(contact.pk for contact in contacts)
    job = BulkJob.objects.select_related("act").get(pk=job.pk)
    assert job.changed == 3
    unbulk.ask_to_take_back(job, by=cast.marco)
    assert unbulk.take_back(BulkJob.objects.select_related("act").get(pk=job.pk))
    assert ids_in(fresh) == []
    assert ids_in(group)


# -- smart lists --------------------------------------------------------------------------------------


def query(*conditions):
    return {"groups": [{"conditions": list(conditions)}]}


def test_a_shared_view_with_a_group_is_broken_for_others_and_tells_no_name(cast, marco, client, three):
    group, _contacts = three
    view = SavedView.objects.create(
        organization=cast.acme, kind="contact", name="Shared", created_by=cast.marco, is_shared=True,
        query=query({"field": "groups", "op": "in", "value": [group.pk]}),
    )  # fmt: skip
    mine = text(marco.get(f"/contacts?view={view.pk}&query={view.pk}"))
    assert "Ann X" in mine
    assert "Cid X" not in mine
    client.force_login(cast.olivia.user)
    for address in (f"/contacts?view={view.pk}&query={view.pk}", "/contacts/tabs", f"/contacts/smart?view={view.pk}"):
        page = text(client.get(address))
        assert "Mine" not in page.replace(">Mine<", "")  # the tab of what is assigned to her is called so too
    assert "mend=1" in text(client.get("/contacts"))


def test_the_builder_offers_ones_own_groups(cast, marco, three):
    group, _contacts = three
    add_group("Hers", by=cast.olivia)
    asked = json.dumps(query({"field": "groups", "op": "in", "value": [group.pk]}))
    page = text(marco.get("/contacts/smart", {"query": asked}))
    assert "Groups" in page
    assert "Hers" not in page


@pytest.mark.parametrize("value", ["x", True, None, [[1]], ["x"], [2**70], [1.5], []])
def test_a_condition_without_sense_is_refused_by_its_path(cast, three, value):
    with pytest.raises(QueryRefused) as refused:
        read_query(query({"field": "groups", "op": "in", "value": value}), kind="contact", member=cast.marco)
    assert next(iter(refused.value.errors)).startswith("query.groups[0].conditions[0].value")


def test_many_values_cost_one_query(cast, three, django_assert_num_queries):
    ids = [add_group(f"G{n}", by=cast.marco).pk for n in range(30)]
    fields_of("contact", cast.marco)
    with django_assert_num_queries(1):
        read_query(query({"field": "groups", "op": "in", "value": ids}), kind="contact", member=cast.marco)


def test_why_names_the_groups_of_a_contact(cast, three):
    group, contacts = three
    put_in(add_group("A, comma", by=cast.marco), [contacts[0].pk], by=cast.marco)
    put_in(add_group("Hers", by=cast.olivia), [contacts[0].pk], by=cast.olivia)
    asked = read_query(
        query({"field": "groups", "op": "in", "value": [group.pk]}, {"field": "groups", "op": "is_empty"}),
        kind="contact", member=cast.marco,
    )  # fmt: skip
    [[is_in, is_empty]] = explain(asked, Contact.objects.get(pk=contacts[0].pk), member=cast.marco)
    assert (is_in.holds, is_empty.holds) == (True, False)
    assert is_in.seen == "A, comma, Mine"


def test_a_filter_by_groups_is_kept_as_a_condition(cast, three):
    group, _contacts = three
    chips = Chips("contact", QueryDict(f"group={group.pk}"), cast.marco)
    assert chips.conditions == [{"field": "groups", "op": "in", "value": [group.pk]}]


@pytest.mark.parametrize("wrong", ["9" * 5_000, "9" * 19, "-1", "--1", "x", "²"])
def test_a_filter_by_what_is_no_group_is_no_condition(cast, marco, wrong):
    assert Chips("contact", QueryDict(f"group={wrong}"), cast.marco).conditions == []
    assert marco.get("/contacts/smart", {"group": wrong}).status_code == 200
