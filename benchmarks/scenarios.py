"""What is measured."""

from dataclasses import dataclass, field

from . import ground

JSON = {"Content-Type": "application/json"}


@dataclass
class Scenario:
    """Requests to `paths` in turn; `#` in a `body` becomes a number that is new each time."""

    name: str
    paths: list
    headers: dict = field(default_factory=dict)
    body: str = ""

    @property
    def method(self):
        return "POST" if self.body else "GET"


def scenarios():
    """All of them, in the order of the report. The floor comes before and after what is compared with it."""
    people = ("zak+lukasz", "chen+owen", "iyer+rosa")
    new = '{"first_name": "Speedy", "last_name": "Test #", "email": "t#@x.example"}'
    api, page, ids = ground.api_headers(), ground.page_headers(), ground.contact_ids()
    return [
        Scenario("floor", ["/floor/list"]),
        Scenario("list", ["/api/contacts"], api),
        Scenario("search one person", [f"/api/contacts?search=.{number}@" for number in range(5000, 95000, 997)], api),
        Scenario("search a name", [f"/api/contacts?search={name}" for name in people], api),
        Scenario("page 2,000", ["/api/contacts?page=2000"], api),
        Scenario("page 20,000", ["/api/contacts?page=20000"], api),
        Scenario("one contact", [f"/api/contacts/{pk}" for pk in ids], api),
        Scenario("create", ["/api/contacts"], api | JSON, new),
        Scenario("list page", ["/contacts"], page),
        Scenario("card page", [f"/contacts/{pk}" for pk in ids], page),
    ]  # fmt: skip
