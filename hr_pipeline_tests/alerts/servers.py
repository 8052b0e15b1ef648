"""Servers that take alerts: SMTP, with and without encryption, and HTTP; each listens on a port of this machine."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Mailbox:
    """Keeps what an SMTP server received."""

    def __init__(self, refuses=""):
        self.messages, self.refuses, self.signed_in = [], refuses, []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        if self.refuses:
            return self.refuses
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        self.signed_in.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"pass-word-1")


@contextmanager
def mail_server(mailbox: Mailbox, certificate: Path | None = None) -> Iterator[int]:
    """Listen for mail, with STARTTLS and a password where there is a certificate; gives the port."""
    words = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        words = {"tls_context": context, "require_starttls": True, "auth_required": True}
        words["authenticator"] = mailbox.authenticate
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **words)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class Hook:
    """Keeps what was posted, and answers with the statuses a test lays out."""

    def __init__(self):
        self.bodies, self.statuses, self.address = [], [], ""


@contextmanager
def web_server(hook: Hook) -> Iterator[Hook]:
    """Listen for posts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            hook.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(hook.statuses.pop(0) if hook.statuses else 200)
            self.send_header("Location", "https://example.org/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook.address = f"http://127.0.0.1:{server.server_port}/services/s3cret-path"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> Path:
    """Write a certificate for localhost and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file, pem = folder / "certificate.pem", serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + built.public_bytes(pem))
    return file
