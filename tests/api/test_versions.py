"""ETag, If-None-Match, If-Match."""

import pytest

from api.preconditions import etag_of, is_stale
from leads.conversion import qualify
from tests import makers


@pytest.fixture
def path(cast):
    return f"/api/teams/{cast.team.pk}"


def test_unchanged_record_is_not_sent_again(as_member, cast, path):
    admin = as_member(cast.olivia)
    first = admin.get(path)
    again = admin.get(path, if_none_match=f'"other", W/{first["ETag"]}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    admin.put(path, {"name": "Renamed"})
    assert admin.get(path, if_none_match=first["ETag"]).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_stale_write_is_refused_with_the_current_record(as_member, cast, path, method):
    admin = as_member(cast.olivia)
    old = admin.get(path)["ETag"]
    new = admin.put(path, {"name": "Renamed"}, if_match=old)
    assert new.status_code == 200
    refused = admin.call(method, path, {"name": "Mine"}, if_match=old)
    assert (refused.status_code, refused["ETag"]) == (412, new["ETag"])
    assert refused.json()["data"] == admin.get(path).json()["data"]
    assert refused.json()["success"] is False
    assert admin.call(method, path, {"name": "Mine"}, if_match=new["ETag"]).status_code == 200


def test_acts_by_post_are_refused_over_an_older_version(as_member, cast):
    marco, other = as_member(cast.marco), makers.contact(cast.marco)
    lead, contact, deal = makers.lead(cast.marco), makers.contact(cast.marco), makers.deal(cast.marco)
    here, org = f"/api/contacts/{contact.pk}", {"x_org_id": str(cast.acme.pk)}
    acts = [
        (f"/api/leads/{lead.pk}", "/disqualify", {}, {}),
        (f"/api/leads/{lead.pk}", "/qualify", {}, {}),
        (here, "/merge", {"other_id": other.pk}, {}),
        (f"/api/deals/{deal.pk}", "/stage", {"stage_id": makers.stage(cast.marco, "Proposal").pk}, {}),
        (here.replace("/api/", "/api/v1/"), "/tags", {"tag": "vip"}, org),
    ]
    for address, act, body, more in acts:
        refused = marco.post(address + act, body, if_match='"old"', **more)
        read = marco.get(address, **more)
        assert (refused.status_code, refused["ETag"]) == (412, read["ETag"]), act
        rehearsed = marco.post(f"{address}{act}?dry_run=true", body, if_match=read["ETag"], **more)
        assert rehearsed.status_code == 200, act
    qualify(lead, by=cast.marco)
    assert marco.post(f"/api/leads/{lead.pk}/unqualify", if_match='"old"').status_code == 412


@pytest.mark.parametrize("header", ["*", None])
def test_any_version_will_do(as_member, cast, path, header):
    headers = {"if_match": header} if header else {}
    assert as_member(cast.olivia).put(path, {"name": "Renamed"}, **headers).status_code == 200


@pytest.mark.parametrize("header", ["", "nonsense", '""', "W/"])
def test_nonsense_matches_no_version(as_member, cast, path, header):
    assert as_member(cast.olivia).put(path, {"name": "Renamed"}, if_match=header).status_code == 412


def test_answer_to_a_write_has_the_version_a_read_has(as_member, cast, path):
    admin = as_member(cast.olivia)
    assert admin.put(path, {"name": "Renamed"})["ETag"] == admin.get(path)["ETag"]


def test_companion_counts_for_reading_but_not_for_writing():
    before = etag_of({"name": "a", "note_items": []}, ("note_items",))
    after = etag_of({"name": "a", "note_items": [1]}, ("note_items",))
    assert before != after
    assert not is_stale(before, after)
    assert is_stale(before, etag_of({"name": "b"}, ("note_items",)))


def test_no_shared_cache_keeps_an_answer(as_member, cast, path):
    assert as_member(cast.olivia).get(path)["Cache-Control"] == "private, no-cache"
