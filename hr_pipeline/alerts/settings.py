"""Who is alerted and how, read from `alerts.yaml` of the home; without it no alert is sent.

Secrets come from the environment, and the file may not hold them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hr_pipeline.formats.urls import THIS_MACHINE, is_encrypted
from hr_pipeline.ingest.yaml_text import NotYaml, parsed

SETTINGS_VARIABLE = "HR_PIPELINE_ALERTS"
PASSWORD_VARIABLE = "HR_PIPELINE_ALERTS_PASSWORD"
WEBHOOK_VARIABLE = "HR_PIPELINE_ALERTS_WEBHOOK"
RELEASE_DAYS = 45
"""A release is made each month; half a month more is for what may go wrong once."""


class WrongSettings(Exception):
    """The settings of alerts cannot be used: says which, and what to write."""


class Email(BaseModel):
    """A mail server, and who is written to.

    Attributes:
        server: its name.
        port: its port.
        security: how the connection is encrypted; `none` on this machine only.
        user: who signs in, with the password of HR_PIPELINE_ALERTS_PASSWORD; nobody when empty.
        sender: address in From.
        recipients: addresses in To.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    server: str
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: str = Field(pattern=r"^[^\s@]+@[^\s@]+$")
    recipients: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_encrypted(self) -> "Email":
        if self.security == "none" and self.server not in THIS_MACHINE:
            raise ValueError(f"security none is for a server on this machine, not for {self.server}: use starttls")
        return self


class Settings(BaseModel):
    """Where alerts go, and when a release is out of date.

    Attributes:
        email: mail server and recipients; no e-mail when missing.
        webhook: whether to post to the address of HR_PIPELINE_ALERTS_WEBHOOK.
        release_may_be_days_old: a release that is older is a fault.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    email: Email | None = None
    webhook: bool = False
    release_may_be_days_old: int = Field(RELEASE_DAYS, ge=1)


def read_settings(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read who is alerted: the file that HR_PIPELINE_ALERTS names, else `alerts.yaml` of the home.

    An address in HR_PIPELINE_ALERTS_WEBHOOK turns the webhook on without a file.

    Raises:
        WrongSettings: the file is none, or the address is not encrypted.
    """
    named = environment.get(SETTINGS_VARIABLE)
    file = Path(named) if named else home / "alerts.yaml"
    address = environment.get(WEBHOOK_VARIABLE, "")
    if address and not is_encrypted(address):
        raise WrongSettings(f"{WEBHOOK_VARIABLE}: expected an address https://..., which alone keeps it secret")
    given = _given(file) if named or file.is_file() else {}
    try:
        settings = Settings.model_validate({"webhook": bool(address)} | given)
    except ValidationError as error:
        raise WrongSettings(f"{file}: {_described(error)}; docs/runbook.md shows an example") from None
    if settings.webhook and not address:
        raise WrongSettings(f"{file} asks for a webhook: set {WEBHOOK_VARIABLE} to its address")
    return settings


def _given(file: Path) -> dict:
    try:
        given = parsed(file.read_bytes())
    except (NotYaml, OSError) as error:
        raise WrongSettings(f"{file}: {error}") from None
    if not isinstance(given, dict):
        raise WrongSettings(f"{file}: expected keys such as email and webhook; docs/runbook.md shows an example")
    return given


def _described(error: ValidationError) -> str:
    """Name the keys that are wrong and why; values are not repeated, as one may be a password."""
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))
