"""Room for deep calls.

CPython keeps the frames of a thread in chunks of 16 kB, and gives a chunk back to the system as soon as the call that
needed it returns. A page draws hundreds of things some eighty calls deep: where a chunk happens to end there, each of
them asks the system for memory and gives it back, which took up to two thirds of a page's processor time. Where it ends
depends on how deep everything above is, so any page may be hit, or none.

A frame that does not fit gets a chunk of its own size, rounded up, and the calls below it share what is left.
"""

#: Just too many for a chunk of 128 kB: it gets 256 kB, of which half is left. Only what is used is ever touched.
SLOTS = 15_500


def with_room(application):
    """`application`, a WSGI application, with room for everything it calls."""

    def roomy(environ, start_response):
        return application(environ, start_response)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return roomy
