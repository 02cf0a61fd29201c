"""The static files, looked up once a process.

WhiteNoise stats each of three hundred files when the middleware is loaded, which a server does once and the tests do
again for every client: twenty milliseconds each, more than most requests take.
"""

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware


def install():
    """Let every client after the first take over what was found for the same settings."""
    look_up, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files_from_finders(self):
        key = (self.static_prefix, self.max_age, self.allow_all_origins, tuple(map(str, settings.STATICFILES_DIRS)))
        if key not in found:
            before = dict(self.files)
            look_up(self)
            found[key] = {url: file for url, file in self.files.items() if url not in before}
        self.files.update(found[key])

    WhiteNoiseMiddleware.add_files_from_finders = add_files_from_finders
