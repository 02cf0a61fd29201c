"""What travels compressed, and what must not."""

import gzip

from contacts.models import Contact


def test_a_page_is_compressed_for_who_takes_it(cast, page):
    client = page(cast.marco)
    answer = client.get("/contacts", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert b"</html>" in gzip.decompress(answer.content)
    assert "Content-Encoding" not in client.get("/contacts")


def test_the_same_page_differs_in_size(cast, page):
    """Else its size, watched while parts of it are guessed, would tell the rest."""
    client = page(cast.marco)
    sizes = {len(client.get("/profile", headers={"accept-encoding": "gzip"}).content) for _ in range(12)}
    assert len(sizes) > 1


def test_the_api_keeps_its_strong_etag(cast, rest):
    contact = Contact.create(by=cast.marco, first_name="Jane", notes="x" * 500)
    answer = rest(cast.marco).get(f"/api/contacts/{contact.pk}", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer
    assert answer["ETag"].startswith('"')
