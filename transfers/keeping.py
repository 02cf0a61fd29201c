"""An uploaded file on its way to its place: weighed, hashed, and gone again when the disk has no room for it."""

import errno
import hashlib
import io

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from .reading import Unreadable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(Unreadable):
    """The disk is full: nothing is wrong with the file, and nothing of it was kept."""


def keep(field_file, upload, name):
    """Store `upload`, called `name`, as the content of `field_file`, whose record is not saved.

    Returns the SHA-256 of its bytes, taken as they pass. Raises NoRoom, leaving nothing behind.
    """
    storage, content = field_file.storage, _Hashed(upload)
    name = field_file.field.generate_filename(field_file.instance, name)
    try:
        field_file.name = storage.save(name, content, max_length=field_file.field.max_length)
    except OSError as error:
        _remove(storage, name)
        if not is_full(error):
            raise
        raise no_room() from error
    return content.digest.hexdigest()


def no_room():
    return NoRoom(_("There is no room for the file on our side, so nothing was kept. Try again later, or tell us."))


def is_full(error):
    """Whether an OSError says that the disk, or one's share of it, is full."""
    return error.errno in _FULL


def _remove(storage, name):
    try:
        storage.delete(name)
    except OSError:  # the same disk may refuse this too; the first error says more
        return


class _Hashed(File):
    """A file whose bytes are hashed while they are stored."""

    def __init__(self, upload):
        super().__init__(upload, upload.name)
        self.digest = hashlib.sha256()

    def chunks(self, chunk_size=None):
        for chunk in self.file.chunks(chunk_size):
            self.digest.update(chunk)
            yield chunk


class _Lost(io.RawIOBase):
    """Stands for an upload that was let go on its way: reading it says why."""

    def read(self, size=-1):
        raise OSError(errno.ENOSPC, "the upload was not kept")

    def seek(self, offset, whence=0):
        return 0


class SparingUploads(TemporaryFileUploadHandler):
    """Django's handler of large uploads, which lets a file go when the disk is full or nobody would take so large a one.

    The request then goes on to its view, whose form says so.
    """

    def new_file(self, *args, **kwargs):
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._let_go(error)

    def receive_data_chunk(self, raw_data, start):
        if self.is_lost:
            return
        if start + len(raw_data) > settings.IMPORT_MAX_BYTES:
            self._let_go()
            return
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._let_go(error)

    def file_complete(self, file_size):
        if not self.is_lost:
            try:
                return super().file_complete(file_size)
            except OSError as error:  # what was still in the buffer
                self._let_go(error)
        return UploadedFile(_Lost(), self.file_name, self.content_type, file_size, self.charset)

    def _let_go(self, error=None):
        if error is not None and not is_full(error):
            raise error
        self.is_lost = True
        try:
            self.file.close()
        except (OSError, AttributeError):  # it never came to be, or its last buffer does not fit either
            return
