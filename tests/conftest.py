import pytest

from . import cast as people


@pytest.fixture
def cast(db):
    """Everybody in the tests: `cast.olivia`, `cast.marco`, …"""
    return people.assemble()
