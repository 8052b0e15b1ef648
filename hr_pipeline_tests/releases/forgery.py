"""A forger: multiplies a figure by ten and rewrites every hash that the release keeps, as far as asked."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

from hr_pipeline.provenance.fingerprint import file_sha256, fingerprint
from hr_pipeline.releases.files import write_csv, write_json, write_parquet
from hr_pipeline.releases.verify_release import content_root

FIGURE = "funding_gap"


def alone(folder: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the release's own check with a Python that has nothing else: no packages, no environment."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *words]
    return subprocess.run(command, cwd=cwd or folder, capture_output=True, text=True, timeout=60, check=False)


def forge(folder: Path, *, with_fingerprint: bool = True, with_root: bool = False) -> None:
    """Change the need in a release and write Parquet, CSV, manifest and SHA256SUMS so that they agree."""
    file = folder / "tables" / f"{FIGURE}.parquet"
    table = pd.read_parquet(file).assign(need_usd=lambda d: d["need_usd"] * 10)
    write_parquet(table, FIGURE, file)
    write_csv(table, folder / "csv" / f"{FIGURE}.csv")
    manifest = json.loads((folder / "manifest.json").read_text())
    if with_fingerprint:
        manifest["tables"][FIGURE]["fingerprint"] = fingerprint(table)
    if with_root:
        manifest["content_root"] = content_root(manifest["tables"], manifest["books"])
    for entry in manifest["files"]:
        entry |= {"sha256": file_sha256(folder / entry["path"]), "bytes": (folder / entry["path"]).stat().st_size}
    write_json(manifest, folder / "manifest.json")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )
    (folder / "SHA256SUMS").write_text(sums)
