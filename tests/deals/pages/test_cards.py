"""What a card of the board says."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from deals import cells
from deals.drawing import Cards
from deals.lists import read
from deals.models import Deal
from tests import makers

pytestmark = pytest.mark.django_db


def drawn(member, deal, state=""):
    """The card of `deal` as the member meets it."""
    return Cards(state).draw(*read(Deal.objects.visible_to(member).filter(pk=deal.pk), member))


def test_says_what_it_is_worth_to_whom_by_when_and_whose_it_is(cast):
    soon = timezone.localdate() + datetime.timedelta(days=2)
    buyer = makers.contact(cast.olivia, "Jane", "Smith")
    deal = makers.deal(
        cast.olivia, value=Decimal(50_000), contact=buyer, assigned_to=cast.marco, expected_close_date=soon
    )
    card = drawn(cast.olivia, deal)
    assert f'data-deal="{deal.pk}" data-stage="{deal.stage_id}" data-name="Fleet tracking">' in card
    assert f'<a href="/deals/{deal.pk}" data-card>Fleet tracking</a></h3>' in card
    assert '<div class="soft small truncate">Jane Smith</div>' in card
    assert "$50,000</b>" in card
    assert f'href="/deals/{deal.pk}/move" data-moves aria-label="Move Fleet tracking">' in card
    assert f'<span class="sr">{cast.marco.full_name}</span>' in card
    assert f'<span class="grow">{cells.day(soon)}</span>' in card


def test_leads_back_to_the_board_as_it_was(cast):
    deal = makers.deal(cast.olivia)
    assert f'<a href="/deals/{deal.pk}?from=search%3Da%26page%3D2" data-card>' in drawn(
        cast.olivia, deal, "search=a&page=2"
    )


def test_names_the_company_before_the_person(cast):
    firm, person = makers.company(cast.olivia, "Acme"), makers.contact(cast.olivia, "Jane", "Smith")
    card = drawn(cast.olivia, makers.deal(cast.olivia, contact=person, company=firm))
    assert '<div class="soft small truncate">Acme</div>' in card
    assert "Jane" not in card


def test_takes_a_name_as_text(cast):
    deal = makers.deal(cast.olivia, "<b>%(name)s</b> & {0}", company=makers.company(cast.olivia, "<i>Acme"))
    card = drawn(cast.olivia, deal)
    assert card.count("&lt;b&gt;%(name)s&lt;/b&gt; &amp; {0}") == 3
    assert "&lt;i&gt;Acme" in card
    assert "<b>%" not in card
    assert "<i>" not in card


def test_marks_what_is_private(cast):
    kept = makers.deal(cast.marco, assigned_to=cast.marco, is_private=True)
    assert 'aria-label="private"' in drawn(cast.marco, kept)
    assert 'aria-label="private"' not in drawn(cast.marco, makers.deal(cast.marco))


def test_says_what_speaks_against_it(cast):
    late = timezone.localdate() - datetime.timedelta(days=12)
    deal = makers.deal(cast.olivia, expected_close_date=late)
    card = drawn(cast.olivia, deal)
    assert f'popovertarget="why-{deal.pk}"' in card
    assert '<span class="risk warm"></span><span class="sr">Risk medium: why?</span>' in card
    assert "Risk medium, 55 of 100" in card
    assert "<li>The expected close was 12 days ago.</li><li>No task is open.</li><li>No contact is named.</li>" in card
    assert '<span class="grow bad-text">12 days late</span>' in card


def test_says_where_nothing_speaks_against_it(cast):
    deal = makers.deal(cast.olivia, contact=makers.contact(cast.olivia))
    makers.task(cast.olivia, on=deal)
    assert '<ul class="reasons"><li>Nothing speaks against it.</li></ul>' in drawn(cast.olivia, deal)
    assert '<span class="grow"><span class="faint">no date</span></span>' in drawn(cast.olivia, deal)


def test_a_closed_one_asks_before_it_is_opened_again(cast):
    won = makers.deal(cast.olivia, stage="Closed Won")
    card = drawn(cast.olivia, won)
    assert 'data-name="Fleet tracking" data-closed>' in card
    assert f'hx-get="/deals/{won.pk}/move" hx-target="#dialog" hx-swap="innerHTML"' in card
    assert f'<span class="grow">won {cells.day(won.closed_on)}</span>' in card
    assert "data-why" not in card


def test_a_move_is_answered_with_the_card_as_the_board_draws_it(cast, page):
    deal, client = makers.deal(cast.olivia, assigned_to=cast.marco), page(cast.marco)
    proposal = makers.stage(cast.olivia, "Proposal")
    asked = {"stage": proposal.pk, "seen": deal.stage_id}
    told = client.post(f"/deals/{deal.pk}/move?assigned_to=me", asked, headers={"Accept": "application/json"}).json()
    assert told["card"] in client.get("/deals/board?assigned_to=me").content.decode()
