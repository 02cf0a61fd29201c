"""The browser and the server find each other, on both databases."""


def test_a_page_opens_for_a_signed_in_member(cast, browser_page):
    page = browser_page(cast.marco)
    answer = page.goto("/")
    assert answer.status == 200
    assert page.url.endswith("/")


def test_nobody_is_sent_to_sign_in(cast, browser_page):
    page = browser_page()
    page.goto("/")
    assert "/account/login" in page.url
