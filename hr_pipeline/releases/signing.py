"""Signing a release: an in-toto statement about its manifest, in a DSSE envelope, with an ed25519 key.

A release without a key is unsigned and its manifest states so. Checking signatures belongs to `verify_release.py`,
which needs no library.
"""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hr_pipeline.releases.verify_release import ATTESTATION, PAYLOAD_TYPE, authenticated

KEY_VARIABLE = "HR_PIPELINE_SIGNING_KEY"
PREDICATE_TYPE = "https://hr-pipeline.example/attestation/release/v1"


class UnusableKey(Exception):
    """The signing key cannot be used."""


def signing_key(environment: Mapping[str, str] = os.environ) -> Ed25519PrivateKey | None:
    """Read the key that releases are signed with: a PEM file, or the PEM text itself; None where none is named.

    Raises:
        UnusableKey: it is no readable ed25519 key.
    """
    named = environment.get(KEY_VARIABLE, "").strip()
    if not named:
        return None
    try:
        text = named.encode() if named.startswith("-----BEGIN") else Path(named).read_bytes()
        key = load_pem_private_key(text, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusableKey(_advice("no key that can be read without a password")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey(_advice("a key of another kind"))
    return key


def _advice(found: str) -> str:
    """Never repeat the variable's value: it may be the key."""
    return (
        f"{KEY_VARIABLE}: expected a file with an ed25519 private key in PEM, found {found}. How to fix it: make one "
        "with `openssl genpkey -algorithm ed25519 -out release-key.pem` and name the file, or leave the variable empty "
        "to publish unsigned"
    )


def public_key(key: Ed25519PrivateKey | None) -> str | None:
    """Give the public half as hexadecimal text."""
    return key.public_key().public_bytes_raw().hex() if key else None


def attestation(key: Ed25519PrivateKey, manifest_sha256: str, about: dict[str, Any]) -> dict[str, Any]:
    """Make the signed statement that this manifest is the release of this version.

    Args:
        key: the signing key.
        manifest_sha256: hash of the manifest's bytes.
        about: version, content_root, created, previous and previous_manifest_sha256 of the release.
    """
    named = ("version", "content_root", "created", "previous", "previous_manifest_sha256")
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "manifest.json", "digest": {"sha256": manifest_sha256}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {name: about[name] for name in named},
    }
    payload = json.dumps(statement, sort_keys=True).encode()
    signature = {"keyid": public_key(key), "sig": _text(key.sign(authenticated(payload)))}
    return {"payloadType": PAYLOAD_TYPE, "payload": _text(payload), "signatures": [signature]}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


__all__ = ["ATTESTATION", "KEY_VARIABLE", "UnusableKey", "attestation", "public_key", "signing_key"]
