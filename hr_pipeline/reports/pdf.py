"""Pages as PDF, printed from the site's own HTML."""

from pathlib import Path


class NoPrinter(RuntimeError):
    """The libraries that print are not on this machine."""


def print_pdf(page: Path, target: Path) -> None:
    """Print one page of the site.

    Args:
        page: the HTML file.
        target: the PDF to write.

    Raises:
        NoPrinter: WeasyPrint's libraries (Pango) are missing.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise NoPrinter(f"{error}. How to fix it: install Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0)") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    HTML(filename=str(page)).write_pdf(str(target))
