"""The card of a record that was merged leads to the one it went into."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect

from ..merging import now_at


def follows_merges(model):
    """Let the card view of `model` go on to the record that a missing one was merged into."""

    def follow(view):
        @wraps(view)
        def card(request, pk):
            try:
                return view(request, pk)
            except Http404:
                found = now_at(model, pk, request.member)
                if found is None:
                    raise
                return redirect(found)

        return card

    return follow
