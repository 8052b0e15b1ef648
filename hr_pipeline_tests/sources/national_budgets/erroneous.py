"""Small budgets with one trap each, their true sums, the answers of a person who knows them, and a careless layout."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

TOTALS = {
    "Russian": "Итого",
    "Ukrainian": "Усього",
    "Georgian": "სულ ჯამი",
    "Armenian": "Ընդամենը",
    "Azerbaijani": "Cəmi",
    "Romanian": "Total general",
    "Serbian": "Свега расходи",
    "Albanian": "Gjithsej",
    "Swahili": "Jumla kuu",
    "Vietnamese": "Tổng cộng",
    "Thai": "รวมทั้งสิ้น",
    "Indonesian": "Jumlah",
    "Arabic": "الإجمالي",
    "Samoan": "Aofaʻi",
    "Zulu, in no word list": "Isamba sesihle",
    "Hausa, in no word list": "Jimilla",
    "Tok Pisin, in no word list": "Olgeta wantaim",
    "Greenlandic, in no word list": "Katillugit",
    "without a name": "",
}
NAMES = ["Needle exchange", "Methadone", "Naloxone", "HIV testing", "Hepatitis care", "Prisons", "Outreach", "Condoms"]


@dataclass(frozen=True)
class Case:
    """One budget: its text, the true sum by year and stage, answers, and what a careless person would declare.

    `asks` is what one of the draft's questions has to be about; empty where the table's numbers decide it.
    """

    kind: str
    text: str
    truth: dict[tuple[int, str], float]
    answers: dict
    asks: str
    careless: str
    iso3: str = "KEN"
    amounts: list[str] = field(default_factory=list)


def layout(columns: dict, amounts: list[dict], **keys: object) -> str:
    """Write a layout as a careless person would: everything that looks like money is declared as money."""
    payer = {"fund": "*", "financing_source": "domestic_public", "source": "made for this test"}
    declared = {
        "source": "test",
        "format": "csv",
        "columns": columns,
        "amounts": amounts,
        "unit": "1",
        "currency": "KES",
    }
    return yaml.safe_dump(declared | {"financing_source": [payer]} | keys, allow_unicode=True, sort_keys=False)


def table(*rows: list, separator: str = ";") -> str:
    """Write rows as delimited text."""
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)


def amounts(chance: random.Random, count: int, least: int = 10_000, most: int = 900_000) -> list[int]:
    """Draw amounts that are no round numbers."""
    return [chance.randrange(least, most) * 10 + chance.randrange(1, 9) for _ in range(count)]


USUAL = {"phase": "budget", "year": "2024", "unit": "1", "start of the fiscal year": "07-01", "lone year": "end"}
BUDGET = {"header": "Amount", "phase": "budget", "year": "2024"}


def total_rows(chance: random.Random) -> Iterator[Case]:
    """A total in any language or without a name, at the end or at the beginning."""
    for language, name in TOTALS.items():
        for at_end in (True, False):
            drawn = amounts(chance, chance.randrange(3, 8))
            lines = [[label, amount] for label, amount in zip(NAMES, drawn, strict=False)]
            total = [name, sum(drawn)]
            rows = [*lines, total] if at_end else [total, *lines]
            careless = layout({"programme": "Programme"}, [BUDGET])
            truth = {(2024, "budget"): float(sum(drawn))}
            yield Case(f"total, {language}", table(["Programme", "Amount"], *rows), truth, USUAL, "sum rows", careless)


def totals_of_one_row(chance: random.Random) -> Iterator[Case]:
    """A total that restates the only line: no sum of several rows shows it, its name and its amount do."""
    careless = layout({"programme": "Programme"}, [BUDGET])
    for language in ("Romanian", "Ukrainian"):
        [amount] = amounts(chance, 1)
        lines = [[NAMES[2], amount], [TOTALS[language], amount]]
        for rows in (lines, lines[::-1]):
            text, truth = table(["Programme", "Amount"], *rows), {(2024, "budget"): float(amount)}
            yield Case(f"total of one row, {language}", text, truth, USUAL, "sum rows", careless)


def hierarchies(chance: random.Random) -> Iterator[Case]:
    """Parents above or below their parts, by codes of several shapes, by indentation, or by arithmetic alone."""
    shapes = {
        "dotted": ("{a}", "{a}.{b}"),
        "zeros": ("{a}000", "{a}{b}00"),
        "longer": ("0{a}", "0{a}{b}"),
        "dashed": ("{a}-0", "{a}-{b}"),
    }
    for shape, (parent, child) in shapes.items():
        for repeat in range(4):
            rows, leaves = [], []
            for a in range(1, 4):
                drawn = amounts(chance, 1 if repeat == 3 and a == 2 else chance.randrange(2, 5))
                leaves += drawn
                rows.append([parent.format(a=a), f"Group {a}", sum(drawn)])
                rows += [[child.format(a=a, b=b), NAMES[b], amount] for b, amount in enumerate(drawn, 1)]
            if shape == "dashed":  # codes that say nothing: parents are found by their neighbours
                rows = [row for row in rows if row[0]]
                leaves, rows = _without_single(rows)
            careless = layout({"programme": "Programme", "programme_code": "Code"}, [BUDGET])
            truth = {(2024, "budget"): float(sum(leaves))}
            yield Case(
                f"parents, {shape}", table(["Code", "Programme", "Amount"], *rows), truth, USUAL, "sum rows", careless
            )
    for indent in ("  ", "    ", "\u00a0\u00a0"):
        for _ in range(4):
            rows, leaves = [], []
            for a in range(3):
                drawn = amounts(chance, chance.randrange(1, 4))
                leaves += drawn
                rows.append([f"Group {a}", sum(drawn)])
                rows += [[indent + NAMES[b], amount] for b, amount in enumerate(drawn)]
            truth = {(2024, "budget"): float(sum(leaves))}
            careless = layout({"programme": "Programme"}, [BUDGET])
            yield Case("parents, indented", table(["Programme", "Amount"], *rows), truth, USUAL, "sum rows", careless)


def _without_single(rows: list[list]) -> tuple[list[int], list[list]]:
    """Give a group with one part a second one."""
    kept: list[list] = []
    for at, row in enumerate(rows):
        kept.append(row)
        is_last = at + 1 == len(rows) or rows[at + 1][1].startswith("Group")
        if not row[1].startswith("Group") and is_last and kept[-2][1].startswith("Group"):
            kept.append([row[0] + "x", "Other", 123_457])
            kept[-3][2] += 123_457
    return [row[2] for row in kept if not row[1].startswith("Group")], kept


def calculated_columns(chance: random.Random) -> Iterator[Case]:
    """A difference, a sum, a share, or a column stated again, with and without a header that names it."""
    headers = ["Variance", "Balance", "Отклонение", "Разлика", "Tofauti", "Fark", "ნაშთი", "Écart", "Kolom X", "Z"]
    for name in headers:
        drawn = [(one := chance.randrange(10_000, 990_000), one - chance.randrange(-999, 9_999)) for _ in range(6)]
        rows = [[label, a, b, a - b] for label, (a, b) in zip(NAMES, drawn, strict=False)]
        careless = [
            {"header": head, "phase": phase, "year": "2024"}
            for head, phase in (("Approved", "budget"), ("Actual", "executed"))
        ]
        careless = [*careless, {"header": name, "phase": "budget", "year": "2024"}]
        truth = {(2024, "budget"): float(sum(a for a, _ in drawn)), (2024, "executed"): float(sum(b for _, b in drawn))}
        yield Case(
            f"difference, {name}",
            table(["Programme", "Approved", "Actual", name], *rows),
            truth,
            USUAL | {"calculated column": name},
            "calculated column",
            layout({"programme": "Programme"}, careless),
        )
    for name in ("Total", "Всего", "სულ", "Gjithsej", "Jumla", "Column Q"):
        drawn = [amounts(chance, 3) for _ in range(6)]
        rows = [[label, *parts, sum(parts)] for label, parts in zip(NAMES, drawn, strict=False)]
        parts = ["Wages", "Goods", "Capital"]
        careless = layout(
            {"programme": "Programme"}, [{"header": h, "phase": "budget", "year": "2024"} for h in [*parts, name]]
        )
        truth = {(2024, "budget"): float(sum(map(sum, drawn)))}
        for choice in ("its parts", "the total"):
            yield Case(
                f"sum of columns, {name}",
                table(["Programme", *parts, name], *rows),
                truth,
                USUAL | {"sum of columns": choice},
                "sum of columns",
                careless,
            )


def running_totals(chance: random.Random) -> Iterator[Case]:
    """Months or quarters that each contain the ones before, in columns and in rows."""
    for headers in (
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
        ["3 months", "6 months", "9 months", "12 months"],
        ["I квартал", "II квартал", "III квартал", "IV квартал"],
        ["Janar", "Shkurt", "Mars", "Prill"],
        ["K1", "K2", "K3", "K4"],
        ["Robo 1", "Robo 2", "Robo 3", "Robo 4"],
    ):
        for _ in range(2):
            rows = []
            for label in NAMES[:5]:
                so_far, row = 0, [label]
                for step in amounts(chance, len(headers), 1_000, 90_000):
                    so_far += step
                    row.append(so_far)
                rows.append(row)
            careless = layout(
                {"programme": "Programme"}, [{"header": h, "phase": "executed", "year": "2024"} for h in headers]
            )
            truth = {(2024, "executed"): float(sum(row[-1] for row in rows))}
            answers = USUAL | {"phase": "executed", "running columns": "yes"}
            yield Case(
                f"running columns, {headers[0]}",
                table(["Programme", *headers], *rows),
                truth,
                answers,
                "running columns",
                careless,
            )
    for _ in range(4):
        rows, last = [], 0
        for label in NAMES[:4]:
            so_far = 0
            for month, step in enumerate(amounts(chance, 6, 1_000, 90_000), 1):
                so_far += step
                rows.append([f"2024-{month:02}-28", label, so_far])
            last += so_far
        careless = layout({"programme": "Programme", "period": "Month"}, [{"header": "Spent", "phase": "executed"}])
        answers = USUAL | {"phase": "executed", "running rows": "yes", "start of the fiscal year": "01-01"}
        yield Case(
            "running rows",
            table(["Month", "Programme", "Spent"], *rows),
            {(2024, "executed"): float(last)},
            answers,
            "running rows",
            careless,
        )


def stages(chance: random.Random) -> Iterator[Case]:
    """Two stages of the money: in columns whose headers do not name them, and in rows."""
    for first, second in (
        ("Miratuar", "Realizuar"),
        ("Plan 1", "Fakt 1"),
        ("A", "B"),
        ("Kiasi 1", "Kiasi 2"),
        ("Summa", "Kassa"),
    ):
        drawn = [(chance.randrange(100_000, 990_000), chance.randrange(100_000, 990_000)) for _ in range(5)]
        rows = [[label, *pair] for label, pair in zip(NAMES, drawn, strict=False)]
        truth = {(2024, "budget"): float(sum(a for a, _ in drawn)), (2024, "executed"): float(sum(b for _, b in drawn))}
        answers = USUAL | {("phase", first): "budget", ("phase", second): "executed"}
        yield Case(f"stages in columns, {first}", table(["Programme", first, second], *rows), truth, answers, "", "")
    for first, second in (
        ("Approved", "Actual"),
        ("Утверждено", "Исполнено"),
        ("Odobreno", "Izvršeno"),
        ("Vota", "Faila"),
        ("K1", "K2"),
    ):
        for grouped in (True, False):
            drawn = [(chance.randrange(100_000, 990_000), chance.randrange(100_000, 990_000)) for _ in range(5)]
            rows = [
                [label, word, amount]
                for label, pair in zip(NAMES, drawn, strict=False)
                for word, amount in zip((first, second), pair, strict=True)
            ]
            rows = sorted(rows, key=lambda row: row[1] != first) if grouped else rows
            truth = {
                (2024, "budget"): float(sum(a for a, _ in drawn)),
                (2024, "executed"): float(sum(b for _, b in drawn)),
            }
            answers = USUAL | {("stage in rows", first): "budget", ("stage in rows", second): "executed"}
            careless = layout({"programme": "Programme"}, [BUDGET])
            yield Case(
                f"stages in rows, {first}",
                table(["Programme", "Kind", "Amount"], *rows),
                truth,
                answers,
                "stage in rows",
                careless,
            )


def marks(chance: random.Random) -> Iterator[Case]:
    """Thousands written with a point or a comma, where nothing but a sum, or nothing at all, decides."""
    for mark, convention, other in ((".", "comma", "point"), (",", "point", "comma")):
        for has_total in (True, False):
            for _ in range(5):
                drawn = [chance.randrange(1_000, 990_000) for _ in range(6)]
                drawn[0] = drawn[0] // 1000 * 1000 + 111
                written = [f"{one:,}".replace(",", mark) for one in [*drawn, *([sum(drawn)] if has_total else [])]]
                small = chance.randrange(100, 900)
                if has_total:
                    written[-1] = f"{sum(drawn) + small:,}".replace(",", mark)
                    written.insert(-1, str(small))
                    drawn.append(small)
                names = [*NAMES[: len(drawn)], "Jimilla"]
                rows = [[f"{label}", amount] for label, amount in zip(names, written, strict=False)]
                rows = [row for row in rows if row[1].count(mark) < 2 or not has_total] if not has_total else rows
                answers = USUAL | {"numbers": convention}
                careless = layout(
                    {"programme": "Programme"},
                    [BUDGET],
                    numbers=other,
                    **(
                        {"leave_out": [{"reason": "subtotal", "column": "programme", "words": ["Jimilla"]}]}
                        if has_total
                        else {}
                    ),
                )
                truth = {(2024, "budget"): float(sum(drawn))}
                yield Case(
                    f"decimals, {mark}",
                    table(["Programme", "Amount"], *rows),
                    truth,
                    answers,
                    "" if has_total else "numbers",
                    careless if has_total else "",
                )


def units(chance: random.Random) -> Iterator[Case]:
    """A unit named in many languages above the table, one in no word list, or none at all."""
    known = [
        "ათასი ლარი",
        "հազար դրամ",
        "min manat",
        "mii lei",
        "u hiljadama dinara",
        "në mijë lekë",
        "во илјади денари",
        "хил. лв.",
        "w tys. zł",
        "v tis. Kč",
        "bin TL",
        "هزار افغانی",
        "بالألف دينار",
        "мың теңге",
        "миң сом",
        "минг сўм",
        "shilingi elfu",
        "nghìn đồng",
        "พันบาท",
        "dalam ribuan rupiah",
        "тыс. сом",
        "тис. грн",
        "milliers de francs",
        "en miles de pesos",
        "milhares de meticais",
        "in '000",
    ]
    for words in [*known, "(dubu)", "(K tausin)", ""]:
        drawn = amounts(chance, 5, 100, 9_000)
        head = [[words, ""]] if words else []
        rows = [[label, amount] for label, amount in zip(NAMES, drawn, strict=False)]
        is_known = words in known
        careless = layout({"programme": "Programme"}, [BUDGET]) if is_known else ""
        answers = USUAL | {"unit": "1000"}
        truth = {(2024, "budget"): 1000.0 * sum(drawn)}
        yield Case(
            f"unit, {words or 'none'}",
            table(*head, ["Programme", "Amount"], *rows),
            truth,
            answers,
            "" if is_known else "unit",
            careless,
        )


def years(chance: random.Random) -> Iterator[Case]:
    """Fiscal years in their usual spellings, in headers and in a column; years mean the one of the end."""
    spellings = {
        "2014-15": 2015,
        "2014/15": 2015,
        "2014/2015": 2015,
        "2014–15": 2015,
        "FY15": 2015,
        "FY2014/15": 2015,
        "FY 2015": 2015,
        "14/15": 2015,
        "2014/15 EFY": 2015,
        "EFY 2007": 2015,
        "٢٠١٤/٢٠١٥": 2015,
        "2014/15 год": 2015,
        "2071/72": 2015,
        "2557": 2014,
    }
    for label, year in spellings.items():
        drawn = amounts(chance, 5)
        rows = [[name, amount] for name, amount in zip(NAMES, drawn, strict=False)]
        truth = {(year, "budget"): float(sum(drawn))}
        header = f"{label} Approved"
        is_two = "/" in label or "-" in label or "–" in label
        careless = (
            layout({"programme": "Programme"}, [{"header": header, "phase": "budget", "year": str(year - 1)}])
            if is_two and "20" in label and label != "2071/72"
            else ""
        )
        asks = "year" if label in ("2071/72", "2557") else "start of the fiscal year"
        yield Case(
            f"year, {label}", table(["Programme", header], *rows), truth, USUAL | {"year": str(year)}, asks, careless
        )
    for labels in (
        ("2014-15", "2015-16"),
        ("2014/2015", "2015/2016"),
        ("FY15", "FY16"),
        ("EFY 2007", "EFY 2008"),
        ("٢٠١٥", "٢٠١٦"),
    ):
        drawn = [(chance.randrange(100_000, 990_000), chance.randrange(100_000, 990_000)) for _ in range(5)]
        rows = [
            [name, label, amount]
            for name, pair in zip(NAMES, drawn, strict=False)
            for label, amount in zip(labels, pair, strict=True)
        ]
        truth = {(2015, "budget"): float(sum(a for a, _ in drawn)), (2016, "budget"): float(sum(b for _, b in drawn))}
        yield Case(
            f"years in rows, {labels[0]}",
            table(["Programme", "Year", "Amount"], *rows),
            truth,
            USUAL,
            "start of the fiscal year",
            "",
        )


def funds(chance: random.Random) -> Iterator[Case]:
    """Rows of a fund T that are the sum of the funds C and S, and a column of codes that looks like money."""
    for codes in (("T", "C", "S"), ("All", "State", "Local"), ("Разом", "Загальний", "Спеціальний")):
        for _ in range(3):
            rows, truth = [], 0
            for label in NAMES[:5]:
                parts = amounts(chance, 2)
                truth += sum(parts)
                rows += [[label, code, amount] for code, amount in zip(codes, [sum(parts), *parts], strict=True)]
            careless = layout({"programme": "Programme", "fund": "Fund"}, [BUDGET])
            yield Case(
                f"T = C + S, {codes[0]}",
                table(["Programme", "Fund", "Amount"], *rows),
                {(2024, "budget"): float(truth)},
                USUAL,
                "totals by code",
                careless,
            )
    for header in ("Code", "Šifra", "Шифр", "Lambar", "Nambari"):
        drawn = amounts(chance, 6)
        rows = [
            [label, 2110 + 10 * (at % 3), amount] for at, (label, amount) in enumerate(zip(NAMES, drawn, strict=False))
        ]
        careless = layout({"programme": "Programme"}, [BUDGET, {"header": header, "phase": "executed", "year": "2024"}])
        yield Case(
            f"codes, {header}",
            table(["Programme", header, "Amount"], *rows),
            {(2024, "budget"): float(sum(drawn))},
            USUAL | {"code or money": "code"},
            "" if header in ("Code", "Šifra", "Шифр") else "code or money",
            careless,
        )


KINDS = [
    total_rows,
    hierarchies,
    calculated_columns,
    running_totals,
    stages,
    marks,
    units,
    years,
    funds,
    totals_of_one_row,
]


def cases() -> list[Case]:
    """Make all cases, the same each time."""
    return [case for number, kind in enumerate(KINDS) for case in kind(random.Random(number))]
