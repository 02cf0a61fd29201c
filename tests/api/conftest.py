import pytest
from django.test import Client

from api.tokens import issue


class Caller:
    """Somebody calling the API in JSON, with a token of theirs or with other headers."""

    def __init__(self, member=None, **headers):
        self.client = Client()
        self.headers = {**({"authorization": f"Bearer {issue(member.user)['token']}"} if member else {}), **headers}

    def call(self, method, path, body=None, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(
            path, data="" if body is None else body, content_type="application/json", headers={**self.headers, **sent}
        )

    def get(self, path, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers={**self.headers, **sent})

    def post(self, path, body=None, **headers):
        return self.call("post", path, {} if body is None else body, **headers)

    def put(self, path, body=None, **headers):
        return self.call("put", path, {} if body is None else body, **headers)

    def patch(self, path, body=None, **headers):
        return self.call("patch", path, {} if body is None else body, **headers)

    def delete(self, path, **headers):
        return self.call("delete", path, **headers)


@pytest.fixture
def as_member():
    """`as_member(cast.olivia).get("/api/users")`."""
    return Caller


@pytest.fixture
def anybody(db):
    """Somebody without a credential."""
    return Caller()


@pytest.fixture(autouse=True)
def _fresh_counts():
    from django.core.cache import cache

    cache.clear()
