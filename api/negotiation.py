"""Which form an answer takes: the view's own, whatever `Accept` says, so that no client is refused over a header."""

from rest_framework.negotiation import DefaultContentNegotiation


class OneRenderer(DefaultContentNegotiation):
    """The body's parser by `Content-Type`; the first renderer always."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
