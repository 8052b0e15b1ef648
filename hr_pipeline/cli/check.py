"""`hr-pipeline check`: what a build would make of a partner's files, in seconds, without a home.

Reading and wording belong to `sources/partner_surveys`.
"""

import json
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

FINE, NOTHING_TO_CHECK, WITH_REFUSALS = 0, 1, 3
SOURCE = "partner_surveys"

Folder = Annotated[Path, typer.Argument(help="A folder with exports and their forms.", exists=True, file_okay=False)]


def check(
    folder: Folder,
    language: Annotated[str, typer.Option(help="Language of the report: en, ru, fr or ar.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a build would make of a partner's files: every record that fails, the rule, and how to fix it."""
    from hr_pipeline.sources.partner_surveys.feedback import LANGUAGES, feedback, report

    if language not in LANGUAGES:
        raise typer.BadParameter(f"expected one of {', '.join(LANGUAGES)}", param_hint="--language")
    files = feedback(_deliveries(folder))
    if not files:
        typer.echo(f"no export was found in {folder}: put the exports there, with the form that they were filled with")
        raise typer.Exit(NOTHING_TO_CHECK)
    typer.echo(json.dumps([asdict(one) for one in files], ensure_ascii=False) if as_json else report(files, language))
    raise typer.Exit(WITH_REFUSALS if any(one.refusal for one in files) else FINE)


def _deliveries(folder: Path) -> list:
    """Describe the files of a folder as a landing folder would have them."""
    from hr_pipeline.ingest.deliveries import DEFAULT_NOTES, Delivery, role_of
    from hr_pipeline.ingest.snapshots import is_hidden
    from hr_pipeline.provenance.fingerprint import file_sha256

    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and not is_hidden(one.relative_to(folder))]
    paths = {file: _landed(folder, file) for file in files}
    return [
        Delivery(path, SOURCE, role_of(path), file_sha256(file), file.stat().st_size, at, DEFAULT_NOTES[SOURCE], file)
        for at, (file, path) in enumerate(paths.items())
    ]


def _landed(folder: Path, file: Path) -> str:
    """Give the path inside a landing folder, from the name of the source on; else below a folder of this name."""
    parts = file.resolve().parts
    if SOURCE in parts:
        return "/".join(parts[parts.index(SOURCE) :])
    inside = PurePosixPath(file.relative_to(folder).as_posix())
    return str(PurePosixPath(SOURCE, folder.resolve().name, *(["check"] if len(inside.parts) == 1 else []), inside))
