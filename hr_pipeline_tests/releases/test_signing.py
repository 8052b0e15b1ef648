"""Signatures: what the `cryptography` package signs, the release's own check recognises without any package."""

import base64
import json
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hr_pipeline.releases.signing import KEY_VARIABLE, UnusableKey, public_key, signing_key
from hr_pipeline.releases.verify_release import check, is_signed
from hr_pipeline_tests.releases.builds import NOW, simple, write_release
from hr_pipeline_tests.releases.forgery import alone

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def publish_signed(home, key=KEY, amount=10.0):
    return write_release(simple(amount), home.releases, home.private, NOW, [], key).folder


@pytest.mark.parametrize("length", [0, 1, 100, 5000])
def test_a_signature_is_recognised_and_any_changed_bit_is_not(length):
    message = bytes(number % 251 for number in range(length))
    public, signature = KEY.public_key().public_bytes_raw(), KEY.sign(message)
    assert is_signed(public, message, signature)
    assert not is_signed(OTHER.public_key().public_bytes_raw(), message, signature)
    assert not is_signed(public, message + b"x", signature)
    for position in range(0, 64, 7):
        changed = bytearray(signature)
        changed[position] ^= 1
        assert not is_signed(public, message, bytes(changed))


@pytest.mark.parametrize(("key", "signature"), [(b"", b""), (b"\xff" * 32, b"\xff" * 64), (bytes(32), bytes(63))])
def test_bytes_that_are_no_key_or_signature_are_no_signature(key, signature):
    assert not is_signed(key, b"message", signature)


def test_a_signed_release_is_recognised_with_python_alone(home):
    folder = publish_signed(home)
    found = alone(folder, "--key", public_key(KEY))
    assert found.returncode == 0
    assert f"checked: the signature of {public_key(KEY)}" in found.stdout


def test_a_release_of_another_key_or_without_any_is_not_the_publisher_s(home, tmp_path):
    signed, asked = publish_signed(home), public_key(OTHER)
    assert alone(signed, "--key", asked).returncode == 1
    unsigned = publish_signed(home, key=None, amount=11.0)
    assert alone(unsigned, "--key", asked).returncode == 1
    assert "NOT SIGNED" in alone(unsigned).stdout


def test_a_statement_about_another_manifest_does_not_hold(home, tmp_path):
    first, second = publish_signed(home), publish_signed(home, amount=11.0)
    copy = shutil.copytree(second, tmp_path / "copy")
    shutil.copyfile(first / "attestation.json", copy / "attestation.json")
    sums = (copy / "SHA256SUMS").read_text().splitlines()
    own = next(line.split()[0] for line in (first / "SHA256SUMS").read_text().splitlines() if "attestation" in line)
    kept = [f"{own}  attestation.json" if "attestation" in line else line for line in sums]
    (copy / "SHA256SUMS").write_text("\n".join(kept) + "\n")
    assert check(copy)[0] == ["the signature is about another manifest"]


def test_the_statement_is_an_in_toto_statement_about_the_manifest(home):

    folder = publish_signed(home)
    envelope = json.loads((folder / "attestation.json").read_text())
    statement = json.loads(base64.b64decode(envelope["payload"]))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicate"]["content_root"] == manifest["content_root"]
    assert manifest["signed_by"] == public_key(KEY)


def test_a_key_is_read_from_a_file_or_from_the_variable_itself(tmp_path):
    text = KEY.private_bytes(*PEM)
    (tmp_path / "key.pem").write_bytes(text)
    for named in (str(tmp_path / "key.pem"), text.decode()):
        assert public_key(signing_key({KEY_VARIABLE: named})) == public_key(KEY)
    assert signing_key({}) is None


def test_a_key_that_cannot_be_used_is_refused_without_repeating_it(tmp_path):
    other = generate_private_key(SECP256R1()).private_bytes(*PEM).decode()
    for named in (str(tmp_path / "none.pem"), "-----BEGIN secret", other):
        with pytest.raises(UnusableKey, match="How to fix it") as refused:
            signing_key({KEY_VARIABLE: named})
        assert "secret" not in str(refused.value) and "MIG" not in str(refused.value)
