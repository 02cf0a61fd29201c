"""Tags: one a name, whatever its case, in any alphabet."""

from customization.models import Tag
from tests import makers


def test_a_name_is_one_tag_whatever_its_case(cast):
    first = Tag.ensure(cast.acme.pk, ["Ärger", "VIP"])
    again = Tag.ensure(cast.acme.pk, "ärger, vip,VIP")
    assert {tag.pk for tag in first} == {tag.pk for tag in again}
    assert {tag.name for tag in again} == {"Ärger", "VIP"}


def test_names_belong_to_one_organization(cast):
    own, foreign = Tag.ensure(cast.acme.pk, ["vip"]) + Tag.ensure(cast.rival.pk, ["vip"])
    assert own != foreign


def test_names_outside_ascii_stay_on_their_records(cast):
    assert makers.contact(cast.olivia, tags=["Ärger", "Ölçüm"]).tag_names == ["Ärger", "Ölçüm"]
