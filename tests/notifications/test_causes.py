"""Who is told of what: each cause, and what nobody is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact, ContactNote
from leads.models import Lead
from notifications.causes import notes as mentions
from notifications.models import Notification
from notifications.words import words_of
from sharing.linking import share
from sharing.offering import add_item
from sharing.opening import find, record_open
from sharing.signals import form_sent
from tests import makers
from tests.cast import join
from transfers.models import Transfer


def told(member, kind=None):
    found = Notification.objects.visible_to(member)
    return list(found.filter(kind=kind) if kind else found)


def said(member, kind=None):
    """[(title, text)] of what a member was told, the latest first."""
    return [(words.title, words.text) for words in words_of(told(member, kind), member)]


# -- assigned ----------------------------------------------------------------------------------------------


def test_who_is_given_a_record_is_told(cast):
    jane = makers.contact(cast.olivia, assigned_to=cast.marco)
    assert said(cast.marco) == [("Jane Smith is assigned to you", "by Olivia Larsen")]
    assert words_of(told(cast.marco), cast.marco)[0].url == f"/contacts/{jane.pk}"


@pytest.mark.parametrize("kind", ["contact", "company", "lead", "deal", "task"])
def test_every_kind_of_record_can_be_given(cast, kind):
    record = getattr(makers, kind)(cast.olivia)
    record.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    assert said(cast.marco, "assigned") == [(f"{record} is assigned to you", "by Olivia Larsen")]


def test_who_takes_a_record_themselves_is_told_nothing(cast):
    jane = makers.contact(cast.olivia)
    jane.change(by=cast.marco, assigned_to_id=cast.marco.pk)
    makers.contact(cast.marco, assigned_to=cast.marco)
    assert told(cast.marco) == []


@pytest.mark.parametrize("number", [2, 25])
def test_many_at_once_are_one_notification(cast, number):
    for at in range(number):
        makers.contact(cast.olivia, f"C{at:02}", "Smith")
    Contact.objects.visible_to(cast.olivia).change_all(by=cast.olivia, assigned_to_id=cast.marco.pk)
    title, text = said(cast.marco)[0]
    assert title == f"{number} contacts are assigned to you"
    expected = "C00 Smith, C01 Smith" + (", C02 Smith and 22 more" if number > 3 else "")
    assert text == f"{expected} · by Olivia Larsen"


def test_a_large_act_in_several_pieces_is_one_notification(cast, monkeypatch):
    monkeypatch.setattr("activity.models.recorded.RecordedQuerySet.CHUNK", 2)
    for at in range(5):
        makers.contact(cast.olivia, f"C{at}")
    Contact.objects.visible_to(cast.olivia).change_all(by=cast.olivia, assigned_to_id=cast.marco.pk)
    assert [one.count for one in told(cast.marco)] == [5]


def test_what_an_undo_gives_back_is_no_news(cast):
    from activity.undo import undo

    jane = makers.contact(cast.olivia, assigned_to=cast.marco)
    Notification.objects.all().delete()
    act = jane.change(by=cast.olivia, assigned_to_id=cast.rita.pk)
    undo(act, by=cast.olivia)
    assert told(cast.marco) == []


def test_history_told_later_is_no_news(cast):
    from activity import recording

    act = recording.open_act("contact_created", by=cast.olivia, at=timezone.now() - timedelta(days=2))
    Contact.create(by=cast.olivia, act=act, first_name="Old", last_name="One", assigned_to_id=cast.marco.pk)
    assert told(cast.marco) == []


def test_names_nothing_that_is_lost_since(cast):
    jane = makers.contact(cast.olivia, assigned_to=cast.rita)
    jane.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    words = words_of(told(cast.rita), cast.rita)[0]
    assert (words.title, words.url, words.is_settled) == ("Something was assigned to you", "", True)
    assert "Jane" not in str(words)


def test_names_nothing_that_became_private_since(cast):
    jane = makers.contact(cast.olivia, assigned_to=cast.marco)
    ContactNote.write(jane, "@Tess look", by=cast.olivia)
    jane.change(by=cast.marco, is_private=True)
    for member in (cast.tess, cast.olivia):
        assert "Jane" not in str(said(member))
    assert "Jane Smith" in str(said(cast.marco))


# -- leads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["api", "key", "import", "import #7", "rep"])
def test_a_lead_from_outside_arrives_to_whom_it_is_given(cast, door):
    makers.lead(cast.olivia.through(door), assigned_to=cast.marco, source="Fair")
    assert said(cast.marco) == [("New lead: Lea Stone", "Fair · yours")]
    assert [one.kind for one in told(cast.marco)] == ["lead_arrived"]


def test_a_lead_that_is_nobodys_arrives_to_the_admins(cast):
    makers.lead(cast.marco.through("api"))
    assert [one.kind for one in told(cast.olivia)] == ["lead_arrived"]
    assert told(cast.tess) == told(cast.marco) == told(cast.zoe) == []


def test_a_lead_written_down_on_a_page_does_not_arrive(cast):
    makers.lead(cast.marco.through("page"))
    makers.lead(cast.marco.through("page"), assigned_to=cast.tess)
    assert (told(cast.olivia), [one.kind for one in told(cast.tess)]) == ([], ["assigned"])


def test_many_leads_of_one_import_are_one_notification(cast):
    leads = [Lead(first_name=f"L{n}", assigned_to=cast.marco if n else None) for n in range(4)]
    Lead.objects.create_all(leads, by=cast.rita.through("import"))
    assert [title for title, _text in said(cast.marco)] == ["3 leads arrived"]
    assert [title for title, _text in said(cast.olivia)] == ["New lead: L0"]


@pytest.mark.parametrize("makes", [makers.lead, makers.contact])
def test_what_a_web_form_makes_arrives_once(cast, makes):
    class Form:
        organization_id = cast.acme.pk

    record = makes(cast.olivia.through("form"), assigned_to=cast.marco)
    form_sent.send(sender=Form, form=Form, record=record)
    assert [one.kind for one in told(cast.marco)] == ["lead_arrived"]


# -- links -------------------------------------------------------------------------------------------------


@pytest.fixture
def link(cast):
    jane = makers.contact(cast.marco, assigned_to=cast.rita)
    Notification.objects.all().delete()
    item = add_item(title="Brochure", url="https://shop.example/b", by=cast.olivia)
    return share(jane, item, "email", by=cast.marco)[0]


def opened(link, minutes=0):
    at = timezone.now() + timedelta(minutes=minutes)
    record_open(find(link.token, at), at=at, ip="203.0.113.9", user_agent="Firefox")


def test_the_rep_who_shared_is_told_who_opened_what(cast, link):
    for minute in range(3):
        opened(link, minute)
    assert said(cast.marco) == [("Jane Smith opened “Brochure”", "3 times")]
    assert told(cast.rita) == []


def test_the_owner_is_told_where_the_rep_does_not_see_the_contact_any_more(cast, link):
    link = share(link.contact, link.item, "sms", by=cast.rita)[0]
    link.contact.change(by=cast.olivia, assigned_to_id=cast.tess.pk)
    Notification.objects.all().delete()
    opened(link)
    assert (len(told(cast.tess)), told(cast.rita)) == (1, [])


def test_nobody_is_told_of_a_private_contact_but_its_owner(cast, link):
    link.contact.change(by=cast.rita, is_private=True)
    opened(link)
    assert (told(cast.marco), len(told(cast.rita))) == ([], 1)


def test_who_left_is_not_told(cast, link):
    cast.marco.change_access(by=cast.olivia, is_active=False)
    opened(link)
    assert (told(cast.marco), len(told(cast.rita))) == ([], 1)


# -- mentions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["@Marco Diaz", "@Marco", "@marco", "@MARCO DIAZ", "(@marco)", "@marco's", "@Marco."])
def test_who_is_named_in_a_note_is_told(cast, name):
    jane = makers.contact(cast.olivia)
    ContactNote.write(jane, f"Ask {name} about this", by=cast.olivia)
    assert said(cast.marco) == [("Olivia Larsen mentioned you on Jane Smith", f"Ask {name} about this")]


@pytest.mark.parametrize(
    "text", ["marco@acme.example", "@marcos", "@", "x@marco", "@Zoe Quinn", "Marco Diaz", "a@@marco"]
)
def test_what_is_no_mention_tells_nobody(cast, text):
    ContactNote.write(makers.contact(cast.olivia), text, by=cast.olivia)
    assert told(cast.marco) == told(cast.zoe) == []


def test_the_longest_name_is_meant_and_an_ambiguous_one_means_nobody(cast):
    cast.marco.user.email = "md@acme.example"
    cast.marco.user.save(update_fields=["email"])
    other = join(cast.acme, "Marco", "Diazepam")
    jane = makers.contact(cast.olivia)
    ContactNote.write(jane, "@Marco, look", by=cast.olivia)
    ContactNote.write(jane, "@Marco Diazepam, look", by=cast.olivia)
    assert (len(told(cast.marco)), len(told(other))) == (0, 1)


def test_who_does_not_see_the_record_is_not_told(cast):
    ContactNote.write(makers.contact(cast.olivia), "@Rita, look", by=cast.olivia)
    assert told(cast.rita) == []


def test_who_writes_is_not_told_of_themselves(cast):
    ContactNote.write(makers.contact(cast.marco), "@Marco, remember", by=cast.marco)
    assert told(cast.marco) == []


def test_who_is_mentioned_once_a_note_is_changed_is_told_then(cast):
    contact = makers.contact(cast.olivia)
    note = ContactNote.write(contact, "@Marco, look", by=cast.olivia, at=timezone.now() - timedelta(days=3))
    note.reword("@Marco and @Tess, look", by=cast.olivia)
    note.reword("@Marco and @Tess, look here", by=cast.olivia)
    assert said(cast.tess) == [("Olivia Larsen mentioned you on Jane Smith", "@Marco and @Tess, look here")]
    assert (len(told(cast.marco)), told(cast.tess)[0].at > note.created_at + timedelta(days=2)) == (1, True)


def test_who_changed_the_note_is_who_mentioned(cast):
    note = ContactNote.write(makers.contact(cast.marco), "Look", by=cast.marco)
    note.reword("@Olivia and @Tess, look", by=cast.olivia)
    assert told(cast.olivia) == []
    assert said(cast.tess)[0][0] == "Olivia Larsen mentioned you on Jane Smith"


def test_a_note_that_is_gone_is_quoted_no_more(cast):
    note = ContactNote.write(makers.contact(cast.olivia), "@Marco, the secret", by=cast.olivia)
    note.remove(by=cast.olivia)
    assert said(cast.marco)[0][0] == "You were mentioned in a note"
    assert "secret" not in str(said(cast.marco))


def test_who_names_everybody_tells_a_few(cast, monkeypatch):
    monkeypatch.setattr(mentions, "MOST", 1)
    ContactNote.write(makers.contact(cast.olivia), "@Marco @Tess", by=cast.olivia)
    assert Notification.objects.count() == 1


def test_the_card_marks_mentions_and_nothing_else(cast, page):
    jane = makers.contact(cast.olivia)
    ContactNote.write(jane, "<b>@Marco Diaz</b> @nobody", by=cast.olivia)
    shown = page(cast.olivia).get(f"/contacts/{jane.pk}").content.decode()
    assert '&lt;b&gt;<mark class="mention">@Marco Diaz</mark>&lt;/b&gt; @nobody' in shown


@pytest.mark.parametrize(
    ("typed", "expected"), [("mar", ["Marco Diaz"]), ("DIA", ["Marco Diaz"]), ("marco d", ["Marco Diaz"]), ("zoe", [])]
)
def test_suggests_whom_a_note_may_mention(cast, page, typed, expected):
    found = page(cast.olivia).get("/mentions", {"q": typed}).json()["people"]
    assert [one["name"] for one in found] == expected
    assert all(one["written"] == f"@{one['name']}" for one in found)


@pytest.mark.parametrize("typed", ["\x00", "%", "_", "x" * 5_000])
def test_suggests_nobody_for_what_is_no_name(cast, page, typed):
    assert page(cast.olivia).get("/mentions", {"q": typed}).json()["people"] == ([] if typed != "\x00" else
        [{"name": n, "written": f"@{n}"} for n in ("Marco Diaz", "Olivia Larsen", "Rita Sharma", "Tess Berg")])  # fmt: skip


def test_of_two_of_one_name_each_is_written_so_that_they_alone_are_meant(cast, page):
    cast.marco.user.email = "md@acme.example"
    cast.marco.user.save(update_fields=["email"])
    other = join(cast.acme, "Marco", "Diaz")
    found = page(cast.olivia).get("/mentions?q=mar").json()["people"]
    assert [one["written"] for one in found] == ["@md", "@marco@acme.example"]
    jane = makers.contact(cast.olivia)
    for one in found:
        ContactNote.write(jane, one["written"], by=cast.olivia)
    assert (len(told(cast.marco)), len(told(other))) == (1, 1)


# -- imports -----------------------------------------------------------------------------------------------


def ended(member, status="done", **values):
    transfer = Transfer.objects.create(
        organization=member.organization,
        member=member,
        kind="contact",
        status="running",
        filename="people.csv",
        lease="0" * 32,
        **values,
    )
    transfer.finish(status, failure="The file ends too early." if status == "failed" else "")
    return transfer


def test_who_began_an_import_is_told_what_came_of_it(cast):
    transfer = ended(cast.olivia, created=1_200, refused=3)
    transfer.finish("done")
    assert said(cast.olivia) == [("“people.csv” is imported", "1,200 new, 3 refused")]
    assert words_of(told(cast.olivia), cast.olivia)[0].url == f"/imports/{transfer.pk}"


def test_an_import_that_failed_says_why(cast):
    ended(cast.olivia, status="failed")
    assert said(cast.olivia) == [("The import of “people.csv” failed", "The file ends too early.")]


def test_an_import_that_was_stopped_is_no_news(cast):
    ended(cast.olivia, status="cancelled")
    assert told(cast.olivia) == []


def test_a_large_export_is_told_too(cast):
    ended(cast.olivia, direction="export")
    assert said(cast.olivia) == [("The export “people.csv” is ready", "")]
