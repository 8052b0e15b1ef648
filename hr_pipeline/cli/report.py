"""`hr-pipeline report`: pages of a release for people. Making them belongs to `hr_pipeline.reports`."""

from pathlib import Path
from typing import Annotated

import typer

from hr_pipeline.cli import display

LANGUAGES = "en,ru,fr,ar"


def report(
    folder: Path,
    release: Path,
    countries: list[str],
    language: str,
    pdf: bool,
) -> None:
    """Write the site of a release and print where it lies.

    Args:
        folder: where the site is written.
        release: the release's folder.
        countries: ISO 3166 alpha-3 codes; all when empty.
        language: codes of languages, with commas between.
        pdf: also print each named country as PDF.
    """
    from hr_pipeline.reports.pdf import print_pdf
    from hr_pipeline.reports.release import Release
    from hr_pipeline.reports.site import Site

    languages = _languages(language)
    made = Site(Release(release), folder, languages).build(countries, display.errors.print)
    for code in countries if pdf else []:
        for one in languages:
            target = folder / "pdf" / f"{code}_{one}.pdf"
            print_pdf(folder / one / "country" / f"{code}.html", target)
            display.console.print(str(target), markup=False)
    display.console.print(f"{len(made.written)} pages written, {len(made.unchanged)} unchanged", markup=False)
    display.console.print(str(folder / languages[0] / "index.html"), markup=False)


def _languages(language: str) -> list[str]:
    asked = [code.strip() for code in language.split(",") if code.strip()]
    unknown = sorted(set(asked) - set(LANGUAGES.split(",")))
    if unknown or not asked:
        raise typer.BadParameter(f"expected some of {LANGUAGES}, found {', '.join(unknown) or 'none'}")
    return asked


CountryCodes = Annotated[list[str] | None, typer.Argument(help="ISO 3166 alpha-3 codes; all countries when empty.")]
LanguageOption = Annotated[str, typer.Option("--language", help="Languages, with commas between.")]
