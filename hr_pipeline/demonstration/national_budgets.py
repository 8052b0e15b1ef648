"""Demonstration deliveries of the national budgets source: budget workbooks in Russian and French, amounts invented.

They are as awkward as real ones: titles above the table, merged headers, sums among the rows, units in words,
numbers as text. What the pipeline makes of them belongs to the layouts.
"""

import re
import zipfile
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

DAY = datetime(2025, 3, 1)
DELIVERY = """\
origin: invented by hr_pipeline to show how a national budget is read; not a statement about {country}
publisher: hr_pipeline demonstration
vintage: "{vintage}"
licence: CC0-1.0
illustrative: true
"""

STATE, GRANT, LOCAL = "Республиканский бюджет", "Грант Глобального фонда", "Местный бюджет"
KAZAKHSTAN: list[list[object]] = [
    ["226", "Министерство здравоохранения", None, None, None, 3_148_500, 3_071_812.4, 3_392_000, 3_308_930.9],
    [None, None, None, "в том числе:", None, None, None, None, None],
    [None, None, "901", "Программы обмена игл и шприцев для ЛУИН", STATE, 412_500, 398_214.6, 455_000, 447_120.5],
    [None, None, "901", "Программы обмена игл и шприцев для ЛУИН", GRANT, 236_000, 229_870, 198_000, 190_455.2],
    [None, None, "902", "Опиоидная заместительная терапия (метадон)", STATE, 148_000, 139_630.2, 171_000, 166_904.8],
    [None, None, "903", "Профилактика передозировок, налоксон", GRANT, 52_000, 47_380.1, 58_000, "-"],
    [
        None,
        None,
        "904",
        "Профилактика ВИЧ-инфекции среди населения",
        STATE,
        "1 250 000",
        "1 231 940,7",
        1_380_000,
        1_362_118.9,
    ],
    [
        None,
        None,
        "905",
        "Заместительная почечная терапия (диализ)",
        STATE,
        1_050_000,
        1_024_776.8,
        1_130_000,
        1_142_331.5,
    ],
    ["253", "Управление здравоохранения города", None, None, None, 96_000, 93_405.3, 104_500, 101_870.6],
    [None, None, "911", "Снижение вреда: аутрич-работа среди ЛУИН", LOCAL, 61_000, 59_115.3, 66_500, 65_020.6],
    [None, None, "912", "Лекарства для инсулинозависимых больных", LOCAL, 35_000, 34_290, 38_000, 36_850],
    [None, None, None, "Итого расходов", None, 3_244_500, 3_165_217.7, 3_496_500, 3_410_801.5],
]
TUNISIA: list[list[object]] = [
    ["Chapitre 27 : Ministère de la santé", None, None, None, None, None],
    ["27-11", "Échange de seringues et matériel stérile pour les UDI", "420", "398", "465", "441"],
    ["27-12", "Traitement de substitution aux opioïdes (TSO)", "310", "0", "655", "512"],
    ["27-13", "Lutte contre le VIH/sida : dépistage et traitement", "2 473", "2 390", "2 618", "2 577"],
    ["27-14", "Réduction des risques chez les usagers de drogues injectables", "185", "171", "204", "198"],
    ["27-20", "Vaccination : achat de vaccins et de seringues", "6 120", "6 088", "6 340", "6 275"],
    ["Total chapitre 27", None, "9 508", "9 047", "10 282", "10 003"],
    ["Chapitre 06 : Ministère de l'intérieur", None, None, None, None, None],
    ["06-31", "Réduction des risques de catastrophes naturelles", "1 840", "1 795", "1 910", "1 902"],
    ["Total chapitre 06", None, "1 840", "1 795", "1 910", "1 902"],
    ["Total général", None, "11 348", "10 842", "12 192", "11 905"],
    ["(1) Montants illustratifs, inventés pour la démonstration.", None, None, None, None, None],
]


def make(folder: Path) -> None:
    """Write the demonstration deliveries; the same bytes each time.

    Args:
        folder: landing folder; `national_budgets/KAZ` and `national_budgets/TUN` are made in it.
    """
    kazakhstan, tunisia = folder / "national_budgets" / "KAZ", folder / "national_budgets" / "TUN"
    _deliver(kazakhstan, "demonstration_budget_2023_2024.xlsx", _kazakhstan(), "Kazakhstan", "2023-2024")
    _deliver(tunisia, "demonstration_budget_2023_2024.xlsx", _tunisia(), "Tunisia", "2023-2024")
    layout = files(__package__) / "tunisia.layout.yaml"
    (tunisia / "demonstration_budget_2023_2024.xlsx.layout.yaml").write_bytes(layout.read_bytes())


def _deliver(folder: Path, name: str, workbook: Workbook, country: str, vintage: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(_bytes(workbook))
    (folder / "delivery.yaml").write_text(DELIVERY.format(country=country, vintage=vintage), encoding="utf-8")


def _kazakhstan() -> Workbook:
    """Lay out a table of budget execution: two header rows, numbered columns, sums, a note, a second sheet."""
    workbook = Workbook()
    sheet = _first_sheet(workbook, "Здравоохранение", widths=[10, 34, 10, 48, 26, 14, 14, 14, 14])
    _title(sheet, "Расходы на охрану здоровья (ДЕМОНСТРАЦИЯ: суммы вымышлены)", "A1:I1")
    sheet.append(["Утверждено и исполнено в 2023 и 2024 годах"])
    sheet.append([*[None] * 8, "тыс. тенге"])
    labels = ["Код администратора", "Администратор бюджетных программ", "Код программы"]
    labels += ["Наименование бюджетной программы", "Источник финансирования"]
    sheet.append([*labels, "2023 год", None, "2024 год", None])
    sheet.append([*[None] * 5, "Утверждено", "Исполнено", "Утверждено", "Исполнено"])
    for area in ["F4:G4", "H4:I4", *(f"{letter}4:{letter}5" for letter in "ABCDE")]:
        sheet.merge_cells(area)
    sheet.append([str(number) for number in range(1, 10)])
    for row in KAZAKHSTAN:
        sheet.append(row)
    sheet.append(["* Исполнение за 2024 год предварительное; суммы вымышлены"])
    notes = workbook.create_sheet("Пояснения")
    notes.append(["Демонстрационные данные hr_pipeline: суммы вымышлены"])
    return workbook


def _tunisia() -> Workbook:
    """Lay out a table of a budget act: stacked headings, numbers as text, totals of chapters, a note below."""
    workbook = Workbook()
    sheet = _first_sheet(workbook, "Budget", widths=[16, 58, 16, 16, 16, 16])
    _title(sheet, "Dépenses de santé et de sécurité (DÉMONSTRATION : montants inventés)", "A1:F1")
    sheet.append([None, "(en milliers de dinars)"])
    sheet.append([])
    sheet.append(["Code", "Programme", "2023", None, "2024", None])
    sheet.append([None, None, "Loi de\nfinances", "Exécution (1)", "Loi de\nfinances", "Exécution (1)"])
    for area in ("A4:A5", "B4:B5", "C4:D4", "E4:F4"):
        sheet.merge_cells(area)
    for row in TUNISIA:
        sheet.append(row)
    return workbook


def _first_sheet(workbook: Workbook, name: str, widths: list[int]) -> Worksheet:
    sheet = workbook.worksheets[0]
    sheet.title = name
    for letter, width in zip("ABCDEFGHI", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    return sheet


def _title(sheet: Worksheet, text: str, area: str) -> None:
    sheet.append([text])
    sheet.merge_cells(area)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True), Alignment(horizontal="center")


def _bytes(workbook: Workbook) -> bytes:
    """Save a workbook so that the same cells give the same bytes: openpyxl writes the hour into it."""
    saved, fixed = BytesIO(), BytesIO()
    workbook.properties.creator = "hr_pipeline demonstration"
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            content = re.sub(
                rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", DAY.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), source.read(name)
            )
            # Stored, not deflated: compressors differ between machines.
            target.writestr(zipfile.ZipInfo(name, DAY.timetuple()[:6]), content)
    return fixed.getvalue()
