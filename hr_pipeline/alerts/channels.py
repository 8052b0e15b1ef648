"""Sending an alert: by e-mail and to a webhook.

What it says belongs to `alert.py`, which alerts were sent to `outbox.py`.
"""

import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import asdict
from email.message import EmailMessage
from functools import partial

import requests

from hr_pipeline.alerts.alert import Alert
from hr_pipeline.alerts.settings import PASSWORD_VARIABLE, WEBHOOK_VARIABLE, Email, Settings
from hr_pipeline.formats.urls import origin

SECONDS = 20
"""How long a server may be silent."""

Channel = Callable[[Alert], None]


class NotTaken(OSError):
    """A server did not take an alert."""


def channels(settings: Settings, environment: Mapping[str, str] = os.environ) -> dict[str, Channel]:
    """Give the channels that are turned on: name -> what sends an alert, and raises OSError where it cannot."""
    found: dict[str, Channel] = {}
    if settings.email:
        found["email"] = partial(send_email, settings.email, environment.get(PASSWORD_VARIABLE, ""))
    if settings.webhook:
        found["webhook"] = partial(post, environment[WEBHOOK_VARIABLE])
    return found


def send_email(settings: Email, password: str, alert: Alert) -> None:
    """Send one e-mail.

    Raises:
        OSError: the server cannot be reached or does not take it.
    """
    context = ssl.create_default_context()
    is_tls = settings.security == "tls"
    make = partial(smtplib.SMTP_SSL, context=context) if is_tls else smtplib.SMTP
    with make(settings.server, settings.port, timeout=SECONDS) as server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, password)
        server.send_message(_message(settings, alert))


def _message(settings: Email, alert: Alert) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = alert.subject.replace("\n", " ")
    message["From"], message["To"] = settings.sender, ", ".join(settings.recipients)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(alert.text)
    return message


def post(address: str, alert: Alert) -> None:
    """Post an alert as JSON: `text` as chat programs take it, and its parts.

    Raises:
        OSError: the server cannot be reached or does not take it; the address, which is a secret, is not repeated.
    """
    body = {"text": f"{alert.subject}\n{alert.text}", "alert": asdict(alert)}
    try:
        answer = requests.post(address, json=body, timeout=SECONDS, allow_redirects=False, stream=True)
    except requests.RequestException as error:
        raise NotTaken(f"{origin(address)}: {type(error).__name__}") from None
    with answer:
        if not 200 <= answer.status_code < 300:
            raise NotTaken(f"{origin(address)} answers {answer.status_code}")
