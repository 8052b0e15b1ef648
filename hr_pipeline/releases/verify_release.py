"""Check this release: its files, its content root, its place in the chain of releases, and its signature.

Needs Python only. Run it inside the release: `python verify.py`, or from elsewhere: `python verify.py FOLDER`.
`--key HEX` names the public key the publisher uses, `--root HEX` the content root that was cited: both must fit.
Exit status 0: all that was checked holds, and what could not be checked is listed; 1: something does not hold.
"""

import argparse
import base64
import hashlib
import json
from pathlib import Path

SUMS, ATTESTATION = "SHA256SUMS", "attestation.json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
MEANINGS = ("fingerprint", "keys", "columns")


def problems(folder: Path) -> list[str]:
    """List what no longer holds: files, manifest, content root, chain and signature."""
    return check(folder)[0]


def check(folder: Path, key: str = "", root: str = "") -> tuple[list[str], list[str]]:
    """Check a release.

    Args:
        folder: folder of the release.
        key: public key that must have signed it, as hexadecimal text; any key when empty.
        root: content root that it must have; any when empty.

    Returns:
        What does not hold, and what was checked or could not be.
    """
    wrong = _files(folder)
    if wrong:
        return wrong, []
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        wrong = _listed(folder, manifest) + _root(manifest, root)
        chain, linked = _chain(folder, manifest)
        broken, signed = _signature(folder, manifest, key)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        return [f"manifest.json or {ATTESTATION} cannot be read: {error!r}"], []
    return wrong + chain + broken, [f"checked: {len(manifest['files'])} files, the content root", *linked, *signed]


def _files(folder: Path) -> list[str]:
    """Compare the files with SHA256SUMS: every one is there, unchanged, and nothing was added."""
    sums = folder / SUMS
    if not sums.is_file():
        return [f"{SUMS} is missing"]
    try:
        lines = sums.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
        expected = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    except ValueError:  # no text, or a line without a hash and a name
        return [f"{SUMS} has changed: it cannot be read"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}
    missing = [f"{name} is missing" for name in sorted(set(expected) - found)]
    added = [f"{name} does not belong to the release" for name in sorted(found - set(expected))]
    changed = [
        f"{name} has changed: it does not match {SUMS}"
        for name in sorted(found & set(expected))
        if _sha256(folder / name) != expected[name]
    ]
    return missing + added + changed


def _listed(folder: Path, manifest: dict) -> list[str]:
    """Compare the files with the manifest, which the signature and the chain rest on."""
    listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    here = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    own = {"manifest.json", SUMS, ATTESTATION}
    strange = [f"{name} is not in the manifest" for name in sorted(set(here) - set(listed) - own)]
    return strange + [
        f"{name} is not the file of the manifest"
        for name, sha256 in sorted(listed.items())
        if name not in here or _sha256(here[name]) != sha256
    ]


def content_root(tables: dict, books: dict) -> str:
    """Hash all content: each table's rows and meaning, and the fingerprints of lineage, sources and the other books.

    Args:
        tables: the manifest's entries of tables.
        books: the manifest's fingerprints of books.
    """
    meanings = {name: {key: entry[key] for key in MEANINGS} for name, entry in tables.items()}
    return hashlib.sha256(json.dumps([meanings, books], sort_keys=True).encode()).hexdigest()


def _root(manifest: dict, expected: str) -> list[str]:
    wrong = []
    if content_root(manifest["tables"], manifest["books"]) != manifest["content_root"]:
        wrong.append("the content root is not that of the tables and books in the manifest")
    if expected and manifest["content_root"] != expected:
        wrong.append(f"the content root is {manifest['content_root']}, not {expected}")
    return wrong


def _chain(folder: Path, manifest: dict) -> tuple[list[str], list[str]]:
    """Compare the release with the ledger and the other releases of the folder it lies in."""
    own, releases = _sha256(folder / "manifest.json"), folder.resolve().parent
    parts = [_ledger(releases, manifest, own), _before(releases, manifest), (_after(releases, manifest, own), [])]
    return [line for wrong, _ in parts for line in wrong], [line for _, notes in parts for line in notes]


def _ledger(releases: Path, manifest: dict, own: str) -> tuple[list[str], list[str]]:
    file = releases / "ledger.json"
    written = json.loads(file.read_text("utf-8"))["versions"] if file.is_file() else []
    entry = next((entry for entry in written if entry["version"] == manifest["version"]), None)
    if entry is None:
        return [], ["NOT CHECKED: the ledger of versions, as none that knows this release lies next to it"]
    wrong = ["manifest.json is not the one that the ledger of versions names"]
    notes = [f"WITHDRAWN on {entry['withdrawn_on'][:10]}: {entry['reason']}"] if entry["state"] == "withdrawn" else []
    return wrong if entry["manifest_sha256"] != own else [], ["checked: the ledger of versions", *notes]


def _before(releases: Path, manifest: dict) -> tuple[list[str], list[str]]:
    previous = manifest["previous"]
    if previous is None:
        return [], ["checked: it names no release before it"]
    file = releases / previous / "manifest.json"
    if not file.is_file():
        return [], [f"NOT CHECKED: the chain, as {previous} does not lie next to this release"]
    wrong = [f"the release before it, {previous}, is not the one its manifest names"]
    is_same = _sha256(file) == manifest["previous_manifest_sha256"]
    return [] if is_same else wrong, [f"checked: the chain to {previous}"]


def _after(releases: Path, manifest: dict, own: str) -> list[str]:
    named = {file.parent.name: _readable(file) for file in releases.glob("*.*/manifest.json")}
    return [
        f"{name} names another manifest of {manifest['version']} than this one"
        for name, later in sorted(named.items())
        if later.get("previous") == manifest["version"] and later.get("previous_manifest_sha256") != own
    ]


def _readable(file: Path) -> dict:
    """Read a neighbour's manifest; one that is damaged says nothing about this release."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _signature(folder: Path, manifest: dict, key: str) -> tuple[list[str], list[str]]:
    """Check that the manifest's key signed this manifest, and that it is the key that was asked for."""
    signer, file = manifest["signed_by"], folder / ATTESTATION
    if signer is None and not file.is_file():
        expected = [f"the release is not signed; expected the key {key}"] if key else []
        return expected, ["NOT SIGNED: nothing proves who published it; compare the content root with a cited one"]
    if signer is None or not file.is_file():
        return [f"{ATTESTATION} and the manifest do not agree on whether the release is signed"], []
    envelope = json.loads(file.read_text("utf-8"))
    payload, entry = base64.b64decode(envelope["payload"]), envelope["signatures"][0]
    statement = json.loads(payload)
    wrong = []
    if not is_signed(bytes.fromhex(signer), authenticated(payload), base64.b64decode(entry["sig"])):
        wrong.append(f"the signature in {ATTESTATION} is not one of the key {signer}")
    if statement["subject"][0]["digest"]["sha256"] != _sha256(folder / "manifest.json"):
        wrong.append("the signature is about another manifest")
    if key and signer != key.lower():
        wrong.append(f"the release is signed by {signer}, not by {key}")
    return wrong, [f"checked: the signature of {signer}" + ("" if key else "; is it the publisher's key?")]


def authenticated(payload: bytes) -> bytes:
    """Give the bytes that are signed for a payload (DSSE, pre-authentication encoding)."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


# ed25519 after RFC 8032, section 5.1.7, for checking only: nothing here is secret, so nothing needs constant time.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE = 4 * pow(5, P - 2, P) % P
Point = tuple[int, int, int, int]


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an ed25519 signature (64 bytes) of a message is one of this public key (32 bytes)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = _point(BASE.to_bytes(32, "little"))
    left, right = _times(scalar, base), _sum(commitment, _times(challenge, public))  # type: ignore[arg-type]
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


def _point(encoded: bytes) -> "Point | None":
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P or (x == 0 and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return x, y, 1, x * y % P


def _sum(one: "Point", other: "Point") -> "Point":
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: "Point") -> "Point":
    total = (0, 1, 1, 0)
    while number:
        total = _sum(total, point) if number & 1 else total
        point, number = _sum(point, point), number >> 1
    return total


def main() -> int:
    """Check the folder that the command names, and print what was found."""
    parser = argparse.ArgumentParser(description="Check a release.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key", default="", help="public key that must have signed it, as hexadecimal text")
    parser.add_argument("--root", default="", help="content root that it must have")
    asked = parser.parse_args()
    wrong, notes = check(asked.folder, asked.key, asked.root)
    print("\n".join([*wrong, *notes, "The release does NOT hold." if wrong else "The release is whole."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
