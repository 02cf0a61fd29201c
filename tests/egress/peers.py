"""Other programs, as bad as they may be: servers on loopback that answer byte by byte as a test says."""

import contextlib
import socket
import threading


class Peer:
    """A server on loopback. `answer(line, request)` gets each connection (a socket) and what was asked, to the end of
    its headers and body; whatever it leaves open is closed after it."""

    def __init__(self, answer, *, tls=None):
        self.answer, self.tls = answer, tls
        self.asked, self.lines = [], []
        self.is_over = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def place(self):
        return f"127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"{'https' if self.tls else 'http'}://{self.place}/"

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                line, _from = self.listening.accept()
                self.lines.append(line)
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line):
        with contextlib.suppress(OSError), line:
            line = self.tls.wrap_socket(line, server_side=True) if self.tls else line
            request = read_request(line)
            self.asked.append(request)
            self.answer(line, request)
            line.close()

    def drip(self, line, pieces, seconds=0.1):
        """Send `pieces` one by one, with pauses, until the test is over."""
        for piece in pieces:
            line.sendall(piece)
            if self.is_over.wait(seconds):
                return

    def close(self):
        self.is_over.set()
        self.listening.close()
        for line in self.lines:
            line.close()


def read_request(line):
    """What is asked, as bytes: headers, and as much body as they announce."""
    text = b""
    while b"\r\n\r\n" not in text:
        part = line.recv(65_536)
        if not part:
            return text
        text += part
    head, _end, body = text.partition(b"\r\n\r\n")
    length = next((int(row[15:]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def saying(status="200 OK", body=b"", **headers):
    """An `answer` that says this."""

    def answer(line, _request):
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
        head += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        line.sendall("\r\n".join([*head, "", ""]).encode() + body)

    return answer
