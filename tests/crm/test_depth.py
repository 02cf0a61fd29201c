"""Deep calls cost what shallow ones do."""

import resource

import pytest

from crm import depth, wsgi

CALLS, DEEPEST = 200, 300


def small():
    """A call that needs memory for its frame alone; as much as ten usual ones, so that no end of a chunk is missed."""


small.__code__ = small.__code__.replace(co_stacksize=200)


def taken_at(levels):
    """How often the system hands out memory while small calls are made, one after another, so many levels down."""
    if levels:
        return taken_at(levels - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _number in range(CALLS):
        small()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_THREAD"), reason="only Linux counts for a thread")
def test_no_call_asks_the_system_for_memory_each_time():
    application = depth.with_room(lambda environ, start_response: max(map(taken_at, range(DEEPEST))))
    assert application({}, None) < CALLS / 2


def test_hands_on_what_is_asked_and_what_is_answered():
    application = depth.with_room(lambda *asked: [asked])
    assert application({"PATH_INFO": "/"}, print) == [({"PATH_INFO": "/"}, print)]


def test_the_server_has_it():
    assert wsgi.application.__code__.co_stacksize == depth.SLOTS
