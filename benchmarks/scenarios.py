"""What is measured."""

from dataclasses import dataclass, field, replace

from . import ground, smart

JSON = {"Content-Type": "application/json"}


@dataclass
class Scenario:
    """Requests to `paths` in turn; `#` in a `body` becomes a number that is new each time. Where a path answers only
    `once`, what was taken is not sent again."""

    MOST = 400  # requests a second that are made ready of those that answer once

    name: str
    paths: list
    headers: dict = field(default_factory=dict)
    body: str = ""
    once: bool = False

    @property
    def method(self):
        return "POST" if self.body else "GET"

    def ready_for(self, seconds):
        """This scenario with paths for so many seconds. Raises RuntimeError where they are used up."""
        if not self.once:
            return self
        taken, self.paths = self.paths[: self.MOST * seconds], self.paths[self.MOST * seconds :]
        if not taken:
            raise RuntimeError(f"{self.name}: nothing is left to send; prepare more")
        return replace(self, paths=taken)


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
        *(Scenario(name, [path], api) for name, path in smart.paths("/api/contacts").items()),
        *(Scenario(name.replace("list", "page"), [path], page) for name, path in smart.paths("/contacts").items()),
        Scenario("leads", ["/api/leads"], api),
        Scenario("leads page", ["/leads"], page),
        Scenario("deals", ["/api/deals"], api),
        Scenario("board", ["/deals/board"], page),
        Scenario("tasks page", ["/tasks"], page),
        Scenario("Today", ["/"], page),
        Scenario("report of a year", ["/reports/months"], page),
        Scenario("SmartLink", ground.link_paths(), ground.PHONE),
        Scenario("pulse of the bell", [ground.pulse_path(page)], page),
        Scenario("contacts of a rep", ["/api/user/crm/v202506/contacts"], api),
        Scenario("qualify", [f"/api/leads/{pk}/qualify" for pk in ground.open_lead_ids()], api | JSON, "{}", once=True),
    ]  # fmt: skip
