"""The pages of webhooks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from webhooks import endpoints
from webhooks.models import Delivery, Endpoint, Event

URL = "https://hooks.example/in"
FORM = {"url": URL, "description": "Stock", "events": ["contact.created", "deal.won"]}


@pytest.fixture
def endpoint(cast):
    return endpoints.add(URL, ["contact.created"], by=cast.olivia)[0]


@pytest.fixture
def deliver(cast, endpoint):
    """`deliver(count)`: so many deliveries of a contact, newest last."""

    def make(count, **values):
        event = Event.objects.create(
            organization=cast.acme, name="contact.created", kind="contact", at=endpoint.created_at
        )
        jane = makers.contact(cast.marco)
        common = {
            "organization": cast.acme, "endpoint": endpoint, "event": event, "name": event.name, "body": '{"a":"<b>"}',
            "due_at": endpoint.created_at, "give_up_at": endpoint.created_at, "record_id": jane.pk,
        }  # fmt: skip
        replays = {"replay_of": Delivery.objects.create(**common, **values)} if count > 1 else {}
        return [Delivery.objects.create(**common, **values, **replays) for _n in range(count - 1)] or [
            Delivery.objects.create(**common, **values)
        ]

    return make


def text(response):
    return response.content.decode()


class TestAdding:
    def test_shows_the_secret_once(self, cast, page):
        olivia = page(cast.olivia)
        made = olivia.post("/settings/webhooks/new", FORM)
        assert made.status_code == 200
        assert "whsec_" in text(made)
        assert "no-store" in made["Cache-Control"]
        endpoint = Endpoint.objects.get()
        assert (endpoint.url, endpoint.events, endpoint.created_by) == (URL, FORM["events"], cast.olivia)
        for address in ("", f"/{endpoint.pk}", f"/{endpoint.pk}/edit", f"/{endpoint.pk}/secret"):
            assert "whsec_" not in text(olivia.get(f"/settings/webhooks{address}"))

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"url": ""}, "required"),
            ({"url": "javascript:alert(1)"}, "https://"),
            ({"url": "http://169.254.169.254/latest"}, "private"),
            ({"url": "http://0x7f000001/"}, "private"),
            ({"url": "https://me:pw@hooks.example/"}, "name and password"),
            ({"url": "https://hooks.example:6379/"}, "port"),
            ({"url": "https://hooks.example/\x00"}, "Null characters"),
            ({"url": "https://hooks.example/" + "a" * 3_000}, "2000"),
            ({"events": []}, "at least one"),
            ({"events": ["contact.created", "x.y"]}, "no event called “x.y”"),
            ({"description": "d" * 300}, "200"),
        ],
    )
    def test_refuses_with_a_word_at_the_field(self, cast, page, wrong, words):
        answer = page(cast.olivia).post("/settings/webhooks/new", {**FORM, **wrong})
        assert answer.status_code == 422
        assert words in text(answer)
        assert not Endpoint.objects.exists()

    def test_refuses_the_twenty_first(self, cast, page):
        for _n in range(20):
            endpoints.add(URL, ["contact.created"], by=cast.olivia)
        answer = page(cast.olivia).post("/settings/webhooks/new", FORM)
        assert (answer.status_code, Endpoint.objects.count()) == (422, 20)
        assert "20 webhooks already" in text(answer)
        assert "/settings/webhooks/new" not in text(page(cast.olivia).get("/settings/webhooks"))


class TestChanging:
    def test_keeps_what_was_typed(self, cast, page, endpoint):
        client = page(cast.olivia)
        assert 'value="contact.created" checked' in text(client.get(f"/settings/webhooks/{endpoint.pk}/edit"))
        assert client.post(f"/settings/webhooks/{endpoint.pk}/edit", FORM).status_code == 302
        endpoint.refresh_from_db()
        assert (endpoint.description, endpoint.events) == ("Stock", FORM["events"])
        wrong = client.post(f"/settings/webhooks/{endpoint.pk}/edit", {**FORM, "url": "ftp://x"})
        assert (wrong.status_code, "ftp://x" in text(wrong)) == (422, True)

    def test_is_turned_off_and_on(self, cast, page, endpoint):
        client = page(cast.olivia)
        for is_active in (False, True):
            client.post(f"/settings/webhooks/{endpoint.pk}/switch")
            endpoint.refresh_from_db()
            assert endpoint.is_active is is_active

    def test_a_new_secret_is_asked_for_first(self, cast, page, endpoint):
        client, before = page(cast.olivia), endpoint.secret
        client.get(f"/settings/webhooks/{endpoint.pk}/secret")
        endpoint.refresh_from_db()
        assert endpoint.secret == before
        assert "whsec_" in text(client.post(f"/settings/webhooks/{endpoint.pk}/secret"))
        endpoint.refresh_from_db()
        assert endpoint.previous_secret == before
        assert "the old one signs too" in text(client.get(f"/settings/webhooks/{endpoint.pk}"))

    def test_is_removed_after_a_question(self, cast, page, endpoint):
        client = page(cast.olivia)
        assert "Remove the webhook?" in text(client.get(f"/settings/webhooks/{endpoint.pk}/remove"))
        assert client.post(f"/settings/webhooks/{endpoint.pk}/remove").status_code == 302
        assert client.get(f"/settings/webhooks/{endpoint.pk}").status_code == 404
        assert URL not in text(client.get("/settings/webhooks"))


class TestDeliveries:
    def test_are_turned_page_by_page(self, cast, page, endpoint, deliver):
        deliver(60)
        client, address, seen = page(cast.olivia), f"/settings/webhooks/{endpoint.pk}", []
        query = "?"
        while query:
            answer = client.get(address + query)
            seen += [delivery.pk for delivery in answer.context["deliveries"]]
            query = f"?before={answer.context['older']}" if answer.context["older"] else ""
        assert seen == sorted(Delivery.objects.values_list("pk", flat=True), reverse=True)

    def test_are_narrowed_by_state(self, cast, page, endpoint, deliver):
        deliver(1, state="failed")
        deliver(1)
        client = page(cast.olivia)
        shown = lambda state: client.get(f"/settings/webhooks/{endpoint.pk}?state={state}").context["deliveries"]  # noqa: E731
        assert [len(shown(state)) for state in ("failed", "waiting", "delivered", "nonsense")] == [1, 1, 0, 2]

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1\x00", "²"])
    def test_take_no_nonsense(self, cast, page, endpoint, deliver, before):
        deliver(1)
        assert page(cast.olivia).get(f"/settings/webhooks/{endpoint.pk}", {"before": before}).status_code == 200

    def test_cost_the_same_for_few_and_for_many(self, cast, page, endpoint, deliver):
        client = page(cast.olivia)

        def cost():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/settings/webhooks/{endpoint.pk}").status_code == 200
            return len(captured)

        deliver(2)
        cost()  # a first visit also remembers the session
        few = cost()
        deliver(25)
        assert cost() == few

    def test_one_shows_what_was_sent_and_answered(self, cast, page, listen, work):
        _other, endpoint, _secret = listen("contact.created", by=cast.olivia, status="503 Later")
        makers.contact(cast.marco, "Jane")
        work()
        delivery = Delivery.objects.get()
        shown = text(page(cast.olivia).get(f"/settings/webhooks/{endpoint.pk}/deliveries/{delivery.pk}"))
        assert all(words in shown for words in ("503", "thanks", "contact.created", "Jane", str(delivery.uuid)))

    def test_what_became_private_is_not_shown_any_more(self, cast, page, listen, work):
        _other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        jane = makers.contact(cast.marco, "Jacaranda", assigned_to=cast.marco)
        work()
        delivery, client = Delivery.objects.get(), page(cast.olivia)
        address = f"/settings/webhooks/{endpoint.pk}/deliveries/{delivery.pk}"
        assert "Jacaranda" in text(client.get(address))
        jane.change(by=cast.marco, is_private=True)
        assert "Jacaranda" not in text(client.get(address))
        assert client.post(f"{address}/again").status_code == 302
        assert not Delivery.objects.filter(replay_of__isnull=False).exists()

    def test_one_is_sent_again(self, cast, page, endpoint, deliver):
        (delivery,) = deliver(1, state="failed")
        address = f"/settings/webhooks/{endpoint.pk}/deliveries/{delivery.pk}"
        answer = page(cast.olivia).post(f"{address}/again")
        again = Delivery.objects.get(replay_of=delivery)
        assert answer.url == f"/settings/webhooks/{endpoint.pk}/deliveries/{again.pk}"
        assert again.state == "waiting"

    def test_a_test_is_looked_at_until_it_was_tried(self, cast, page, listen, work):
        _other, endpoint, _secret = listen("lead.created", by=cast.olivia)
        client = page(cast.olivia)
        address = client.post(f"/settings/webhooks/{endpoint.pk}/test").url
        assert "every 1s" in text(client.get(address))
        work()
        part = client.get(address, headers={"HX-Request": "true"})
        assert "every 1s" not in text(part)
        assert "<html" not in text(part)

    def test_what_was_said_is_no_markup(self, cast, page, endpoint, deliver):
        (delivery,) = deliver(1)
        shown = text(page(cast.olivia).get(f"/settings/webhooks/{endpoint.pk}/deliveries/{delivery.pk}"))
        assert "<b>&quot;" not in shown
        assert "&lt;b&gt;" in shown


class TestOthers:
    PAGES = ("", "/edit", "/secret", "/remove")
    POSTS = ("/edit", "/switch", "/test", "/secret", "/remove")

    def test_another_organizations_webhook_is_not_there(self, cast, page, endpoint, deliver):
        (delivery,) = deliver(1)
        zoe = page(cast.zoe)
        below = f"/deliveries/{delivery.pk}"
        found = [zoe.get(f"/settings/webhooks/{endpoint.pk}{each}").status_code for each in (*self.PAGES, below)]
        found += [
            zoe.post(f"/settings/webhooks/{endpoint.pk}{each}").status_code for each in (*self.POSTS, f"{below}/again")
        ]
        assert set(found) == {404}
        own, _secret = endpoints.add(URL, ["contact.created"], by=cast.zoe)
        assert zoe.get(f"/settings/webhooks/{own.pk}{below}").status_code == 404

    def test_huge_numbers_are_nothing(self, cast, page, endpoint):
        client = page(cast.olivia)
        assert client.get(f"/settings/webhooks/{'9' * 30}").status_code == 404
        assert client.get(f"/settings/webhooks/{endpoint.pk}/deliveries/{'9' * 30}").status_code == 404

    def test_pages_are_for_admins(self, cast, page, endpoint):
        assert page(cast.marco).get("/settings/webhooks").status_code == 403
        assert "/settings/webhooks" not in text(page(cast.marco).get("/profile"))
