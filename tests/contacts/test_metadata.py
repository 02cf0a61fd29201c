"""What a client keeps with a contact, and who holds what of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacts.metadata import check_metadata, holds
from contacts.models import Contact
from tests import cast as people
from tests import makers

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([0.5, 1.0, -2.0, 1e-7]),
    st.sampled_from(["", "a", "ä'\"%_\\"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c.d"]), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(["a", "b", "c.d", "'"]), VALUES, max_size=3)


def plainly(whole, part):
    """Whether `whole` contains `part`, written anew: each kind of value is told apart first."""
    kinds = {
        dict: "object",
        list: "list",
        bool: "flag",
        int: "number",
        float: "number",
        str: "text",
        type(None): "null",
    }
    if kinds[type(whole)] != kinds[type(part)]:
        return False
    if isinstance(part, dict):
        return all(any(key == other and plainly(whole[other], value) for other in whole) for key, value in part.items())
    if isinstance(part, list):
        return not [each for each in part if not any(plainly(one, each) for one in whole)]
    return whole == part


class TestHolding(TestCase):
    """The database gives the answer of a plain evaluator."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = people.assemble()
        cls.contact = makers.contact(cls.cast.marco)

    @given(whole=OBJECTS, part=OBJECTS)
    def test_is_what_a_plain_evaluator_says(self, whole, part):
        Contact.objects.filter(pk=self.contact.pk).update(metadata=whole)
        found = Contact.objects.visible_to(self.cast.marco).with_metadata(part).exists()
        assert found == plainly(whole, part) == holds(whole, part)

    @given(whole=OBJECTS)
    def test_of_itself_is_always_true(self, whole):
        Contact.objects.filter(pk=self.contact.pk).update(metadata=whole)
        assert Contact.objects.visible_to(self.cast.marco).with_metadata(whole).exists()


@pytest.mark.parametrize(
    "fine", [{}, {"a": "x" * 16_000}, {"a": {"b": {"c": {"d": [1]}}}}, {"ä": None, "b": [True, 2**53, -0.5]}]
)
def test_takes_what_is_small_and_flat_enough(fine):
    assert check_metadata(fine) is fine
