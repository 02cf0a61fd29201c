"""Finding a colleague by what a client calls them."""

from .models import Member


def person_called(by, *, id=None, email=None, username=None):
    """The active person of `by`'s organization with this member's id, e-mail or user name; None if there is none, or if
    several share the user name. That is the e-mail one signs in with, or what stands before its @."""
    people = Member.objects.visible_to(by).filter(kind=Member.PERSON, is_active=True).select_related("user")
    if id is not None:
        return people.filter(pk=id).first()
    address = (email if email is not None else username).strip().lower()
    exact = people.filter(user__email=address).first()
    if exact is not None or email is not None or "@" in address:
        return exact
    called = [person for person in people.filter(user__email__startswith=f"{address}@")[:2] if address]
    return called[0] if len(called) == 1 else None
