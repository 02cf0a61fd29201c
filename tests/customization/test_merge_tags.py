"""Two tags become one, on all records of all kinds; a tag goes off all of them; and both are taken back."""

import pytest
from django.core.exceptions import ValidationError

from activity.models import Change
from activity.undo import CannotUndo, undo
from contacts.models import Contact
from customization import merging_tags
from customization.merging_tags import counts_of, merge_tags, remove_tag, rename_tag
from customization.models import SavedView, Tag
from tests import makers


def named(name):
    return Tag.objects.get(key=name.casefold())


@pytest.fixture
def tagged(cast):
    """Ann has both tags, Bob and a company, a lead and a deal the one that goes, Cid the one that stays."""
    return {
        "ann": makers.contact(cast.olivia, "Ann", tags=["VIP", "Key account", "x"]),
        "bob": makers.contact(cast.olivia, "Bob", tags=["vip"]),
        "cid": makers.contact(cast.olivia, "Cid", tags=["Key account"]),
        "company": makers.company(cast.olivia, tags=["VIP"]),
        "lead": makers.lead(cast.olivia, tags=["VIP"]),
        "deal": makers.deal(cast.olivia, tags=["VIP"]),
    }


def tags_of(record):
    return type(record).objects.get(pk=record.pk).tag_names


@pytest.mark.parametrize("chunk", [1, 1000])
def test_every_record_of_all_kinds_gets_the_kept_one_once(cast, tagged, chunk, monkeypatch):
    monkeypatch.setattr(merging_tags, "CHUNK", chunk)
    act = merge_tags(named("key account"), named("vip"), by=cast.olivia)
    assert tags_of(tagged.pop("ann")) == ["Key account", "x"]
    assert {tuple(tags_of(record)) for record in tagged.values()} == {("Key account",)}
    assert not Tag.objects.named(["vip"]).exists()
    assert act.changes_count == 6  # five records and the tag


def test_histories_tell_it(cast, tagged):
    act = merge_tags(named("key account"), named("vip"), by=cast.olivia)
    told = Change.objects.get(act=act, kind="contact", record_id=tagged["ann"].pk)
    assert told.fields == {"tags": [["Key account", "VIP", "x"], ["Key account", "x"]]}
    assert not Change.objects.filter(act=act, kind="contact", record_id=tagged["cid"].pk).exists()


def test_is_taken_back_but_where_somebody_changed_tags_since(cast, tagged):
    vip = named("vip")
    vip.color = "teal"
    vip.save()
    act = merge_tags(named("key account"), vip, by=cast.olivia)
    tagged["bob"].change(by=cast.olivia, tags=["other"])
    report = undo(act, by=cast.olivia)
    assert tags_of(tagged["ann"]) == ["Key account", "VIP", "x"]
    assert tags_of(tagged["bob"]) == ["other"]
    assert tags_of(tagged["deal"]) == ["VIP"]
    assert named("vip").color == "teal"
    assert (report.restored, report.kept) == (4, [("contact", tagged["bob"].pk)])
    with pytest.raises(CannotUndo):
        undo(act, by=cast.olivia)


def test_older_acts_that_name_the_tag_that_went_can_still_be_undone(cast, tagged):
    older = tagged["bob"].change(by=cast.olivia, tags=["vip", "y"], first_name="Rob")
    merge_tags(named("key account"), named("vip"), by=cast.olivia)
    report = undo(older, by=cast.olivia)
    assert tags_of(tagged["bob"]) == ["Key account", "y"]
    assert (report.restored, report.kept) == (0, [("contact", tagged["bob"].pk)])
    assert Contact.objects.get(pk=tagged["bob"].pk).first_name == "Bob"


def test_a_record_that_comes_back_brings_the_tag_it_had(cast, tagged):
    removal = tagged["bob"].remove(by=cast.olivia)
    merge_tags(named("key account"), named("vip"), by=cast.olivia)
    undo(removal, by=cast.olivia)
    assert tags_of(tagged["bob"]) == ["VIP"] or tags_of(tagged["bob"]) == ["vip"]


def test_deletes_a_tag_off_every_record_and_brings_it_back(cast, tagged):
    act = remove_tag(named("vip"), by=cast.olivia)
    assert tags_of(tagged["ann"]) == ["Key account", "x"]
    assert tags_of(tagged["lead"]) == []
    report = undo(act, by=cast.olivia)
    assert tags_of(tagged["lead"]) == ["VIP"]
    assert report.restored == 5


def test_private_records_of_others_follow_unseen(cast, tagged):
    secret = makers.contact(cast.marco, "Secret", tags=["VIP"], assigned_to=cast.marco, is_private=True)
    vip = named("vip")
    assert counts_of([vip], by=cast.olivia) == {vip.pk: 5}
    act = merge_tags(named("key account"), vip, by=cast.olivia)
    assert tags_of(secret) == ["Key account"]
    assert undo(act, by=cast.olivia).restored == 5
    assert tags_of(secret) == ["VIP"]


def test_saved_views_follow(cast, tagged):
    own = {"organization": cast.acme, "kind": "contact", "created_by": cast.marco}
    query = {"groups": [{"conditions": [
        {"field": "tags", "op": "contains", "value": "vip"},
        {"field": "tags", "op": "in", "value": ["Vip", "Key account", "x"]},
        {"field": "name", "op": "eq", "value": "vip"},
        {"field": "tags", "op": "is_empty"},
    ]}]}  # fmt: skip
    view = SavedView.objects.create(name="A", params={"tag": ["VIP", "x"], "search": "vip"}, query=query, **own)
    foreign = SavedView.objects.create(organization=cast.rival, kind="contact", name="B", params={"tag": ["VIP"]})
    merge_tags(named("key account"), named("vip"), by=cast.olivia)
    view.refresh_from_db()
    foreign.refresh_from_db()
    assert view.params == {"tag": ["Key account", "x"], "search": "vip"}
    conditions = view.query["groups"][0]["conditions"]
    assert [one.get("value") for one in conditions] == ["Key account", ["Key account", "x"], "vip", None]
    assert foreign.params == {"tag": ["VIP"]}
    rename_tag(named("key account"), by=cast.olivia, name="Key", color="grey")
    view.refresh_from_db()
    assert view.params["tag"] == ["Key", "x"]


@pytest.mark.parametrize("which", ["same", "gone", "foreign"])
def test_refuses_what_is_not_two_tags_of_ones_own(cast, tagged, which):
    kept, gone = named("key account"), named("vip")
    other = {"same": gone, "foreign": Tag.objects.create(organization=cast.rival, name="theirs"), "gone": kept}[which]
    if which == "gone":
        kept.delete()
    with pytest.raises(ValidationError):
        merge_tags(other, gone, by=cast.olivia)
    assert Tag.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize("count", [2, 25])
def test_asks_as_often_for_many_records_as_for_few(cast, count, django_assert_max_num_queries):
    for n in range(count):
        makers.contact(cast.olivia, f"A{n}", tags=["VIP"])
    kept = Tag.objects.create(organization=cast.acme, name="kept")
    with django_assert_max_num_queries(33):
        merge_tags(kept, named("vip"), by=cast.olivia)


@pytest.mark.parametrize("count", [2, 25])
def test_counts_all_tags_with_one_query_a_kind(cast, tagged, count, django_assert_num_queries):
    tags = Tag.ensure(cast.acme.pk, [f"t{n}" for n in range(count)])
    with django_assert_num_queries(len(merging_tags.tagged_kinds())):
        counts_of(tags, by=cast.rita)


@pytest.mark.parametrize("path", ["/settings/tags/{}/merge", "/settings/tags/{}/remove"])
def test_the_page_refuses_what_nobody_waits_for(cast, tagged, monkeypatch, page, path):
    monkeypatch.setattr(merging_tags, "MOST_AT_ONCE", 4)
    answer = page(cast.olivia).post(path.format(named("vip").pk), {"into": "Key account"}, follow=True)
    assert "More than 4 records carry this tag" in answer.content.decode()
    assert tags_of(tagged["bob"]) == ["VIP"]
