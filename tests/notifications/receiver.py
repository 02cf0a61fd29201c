"""A mail server of the test's own: it keeps what it is sent, and may be told to refuse, to break off, or to be away."""

import email
import email.policy
import socketserver
import threading


class Talk(socketserver.StreamRequestHandler):
    """One SMTP conversation (RFC 5321), of the few verbs that a client of ours says."""

    def handle(self):
        self.say(220, "ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT" and self.server.refusal:
                self.say(*self.server.refusal)
            elif verb == "DATA":
                self.say(354, "go on")
                self.keep()
                if self.server.breaks_off:
                    return
                self.say(250, "kept")
            elif verb == "QUIT":
                return self.say(221, "bye")
            else:
                self.say(250, "fine")

    def say(self, code, text):
        self.wfile.write(f"{code} {text}\r\n".encode())

    def keep(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))


class Receiver(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails, self.refusal, self.breaks_off = [], None, False
        self.arrived = threading.Event()  # to wait on for a moment
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_problem):
        self.shutdown()
        self.server_close()
