"""Which requests the server inside this process is answering: nobody may empty the tables under them."""

import threading

from django.core.signals import request_finished, request_started

PATIENCE = 5  # seconds; an answer that is still running then is a stream nobody reads any more


class Answering:
    """The threads that are between the beginning and the end of a request. The main thread, which runs the tests, is
    none of them; neither is a connection that is kept open for a next request."""

    def __init__(self):
        self._threads = set()
        self._changed = threading.Condition()
        self.begun = 0  # how many requests there were so far

    def listen(self):
        request_started.connect(self._begin, dispatch_uid="tests.answering")
        request_finished.connect(self._end, dispatch_uid="tests.answering")

    def wait_for_silence(self, patience=PATIENCE):
        """Come back when every request is answered. What takes longer than `patience` is not waited for again."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._threads, timeout=patience):
                self._threads.clear()

    def _begin(self, **_signal):
        if threading.current_thread() is not threading.main_thread():
            with self._changed:
                self.begun += 1
                self._threads.add(threading.get_ident())

    def _end(self, **_signal):
        with self._changed:
            self._threads.discard(threading.get_ident())
            self._changed.notify_all()


answering = Answering()
