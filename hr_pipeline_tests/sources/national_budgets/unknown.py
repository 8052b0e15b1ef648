"""Budgets that no layout was written for, in the shapes of ministries' tables, each with its independent sums."""

from typing import NamedTuple

from hr_pipeline_tests.sources.national_budgets.tables import workbook


class Unknown(NamedTuple):
    """One file: where it lies, its bytes, a person's answers, and the true sums by year and stage in full units."""

    path: str
    content: bytes
    answers: dict
    truth: dict[tuple[int, str], float]


def malawi() -> Unknown:
    """Programme budget in millions, two fiscal years, three stages, subtotals by vote, a total without a name."""
    rows = [
        ["Government of Malawi, Ministry of Health"],
        ["(MWK million)"],
        ["Vote", "Programme", "2021/22", None, "2022/23", None],
        [None, None, "Approved", "Outturn", "Approved", "Revised"],
        [310, "Vote 310 HIV and AIDS", 900.5, 850.25, 1000, 1100],
        [310.1, "Prevention for key populations", 300.5, 250.25, 400, 450],
        [310.2, "Antiretroviral treatment", 600, 600, 600, 650],
        [320, "Vote 320 Drug control", 80, 70, 90, 95],
        [320.1, "Treatment of drug dependence", 80, 70, 90, 95],
        [None, None, 980.5, 920.25, 1090, 1195],
    ]
    truth = {(2022, "budget"): 980.5e6, (2022, "executed"): 920.25e6}
    truth |= {(2023, "budget"): 1090e6, (2023, "revised_budget"): 1195e6}
    return Unknown("MWI/pbb.xlsx", workbook({"PBB": rows}), {"start of the fiscal year": "04-01"}, truth)


def mozambique() -> Unknown:
    """Portuguese, semicolons, decimal commas, execution and its rate, totals in between."""
    text = (
        "REPUBLICA DE MOCAMBIQUE;;;;\n(em milhares de meticais);;;;\n"
        "Código;Designação;Dotação 2022;Execução 2022;Taxa de execução (%)\n"
        "01;Prevenção do HIV;1.250,50;1.100,25;88,0\n02;Redução de danos;320,00;300,00;93,8\n"
        ";Sub-total saúde;1.570,50;1.400,25;89,2\n03;Prisões;45,75;40,00;87,4\n;Total geral;1.616,25;1.440,25;89,1\n"
    )
    truth = {(2022, "budget"): 1_616_250.0, (2022, "executed"): 1_440_250.0}
    return Unknown(
        "MOZ/oe.csv", text.encode("cp1252"), {("phase", "Dotação 2022"): "budget", "phase": "executed"}, truth
    )


def ethiopia() -> Unknown:
    """Years of the Ethiopian calendar in columns, no unit, a total in Amharic."""
    rows = [
        ["ፕሮግራም", "EFY 2013", "EFY 2014", "EFY 2015"],
        ["HIV prevention", 1_500_250, 1_750_400, 2_000_125],
        ["Harm reduction pilot", 250_100, 300_300, 350_500],
        ["ድምር", 1_750_350, 2_050_700, 2_350_625],
    ]
    truth = {(2021, "budget"): 1_750_350.0, (2022, "budget"): 2_050_700.0, (2023, "budget"): 2_350_625.0}
    answers = {"phase": "budget", "unit": "1", "start of the fiscal year": "07-08", "lone year": "end"}
    return Unknown("ETH/budget.xlsx", workbook({"Sheet1": rows}), answers, truth)


def samoa() -> Unknown:
    """A letterhead, outputs indented below programmes, a variance, accounting brackets, a total in Samoan."""
    text = (
        "Government of Samoa\tApproved Estimates\t\t\nSAT $000\t\t\t\n"
        "Output\tEstimates 2020-21\tActual 2020-21\tVariance\n"
        "HIV, STI and drugs\t1,200\t1,350\t(150)\n   Needle exchange\t450\t500\t(50)\n   Counselling\t750\t850\t(100)\n"
        "Prisons health\t310\t260\t50\n   Methadone\t310\t260\t50\nAofa'i\t1,510\t1,610\t(100)\n"
    )
    answers = {"calculated column": "Variance", "start of the fiscal year": "07-01", "phase": "budget"}
    return Unknown("WSM/estimates.tsv", text.encode(), answers, {(2021, "budget"): 1.51e6, (2021, "executed"): 1.61e6})


def fiji() -> Unknown:
    """Carriage returns as line ends and a Mac encoding, three years of forward estimates, a numbering row."""
    text = (
        'Programme,2021-2022,2022-2023,2023-2024\r1,2,3,4\rContrôle des drogues,"1,200,300","1,300,400","1,400,500"\r'
        'Santé à l’île,"200,100","210,200","220,300"\r,"1,400,400","1,510,600","1,620,800"\r'
    )
    truth = {(2022, "budget"): 1_400_400.0, (2023, "budget"): 1_510_600.0, (2024, "budget"): 1_620_800.0}
    answers = {"phase": "budget", "unit": "1", "start of the fiscal year": "08-01"}
    return Unknown("FJI/estimates.csv", text.encode("mac_roman"), answers, truth)


def serbia() -> Unknown:
    """Cyrillic, decimal commas, three stages, parents by code, `sep=;` in the first line, empty columns."""
    text = (
        "sep=;\nБуџет Републике Србије;;;;;;\nу хиљадама динара;;;;;;\n"
        "Шифра;Назив;Усвојен буџет 2023;Ребаланс 2023;Извршење 2023;;\n"
        "1800;Превентивна заштита;12.500,5;13.000,0;12.750,5;;\n1810;ХИВ;8.000,5;8.200,0;8.100,5;;\n"
        "1820;Смањење штете;4.500,0;4.800,0;4.650,0;;\n1900;Болести зависности;7.000,0;7.000,0;6.500,0;;\n"
        "1910;Метадон;7.000,0;7.000,0;6.500,0;;\n;Свега;19.500,5;20.000,0;19.250,5;;\n"
    )
    truth = {(2023, "budget"): 19_500_500.0, (2023, "revised_budget"): 2e7, (2023, "executed"): 19_250_500.0}
    return Unknown("SRB/budzet.csv", text.encode("cp1251"), {}, truth)


def albania() -> Unknown:
    """Quarters that run on, in a language whose headers are not in the month list, funds in rows with their total."""
    rows = [["Programi", "Burimi", "T1 2022", "T2 2022", "T3 2022", "T4 2022"]]
    for name, state, donor in (("HIV", 100_250, 30_100), ("Ulja e dëmit", 40_300, 60_400), ("Burgjet", 20_900, 5_050)):
        rows += [[name, "Gjithsej", *((state + donor) * quarter for quarter in (1, 2, 3, 4))]]
        rows += [[name, "Buxheti i shtetit", *(state * quarter for quarter in (1, 2, 3, 4))]]
        rows += [[name, "Donatorë", *(donor * quarter for quarter in (1, 2, 3, 4))]]
    answers = {"phase": "executed", "unit": "1", "running columns": "yes"}
    answers |= {("payer", "Donatorë"): "other_international"}
    return Unknown("ALB/shpenzime.xlsx", workbook({"2022": rows}), answers, {(2022, "executed"): 4 * 257_000.0})


def moldova() -> Unknown:
    """Long form: a row for each programme, year and stage, thousands of lei in the title, totals of each year."""
    rows = [["Cheltuieli bugetare, mii lei"], ["Anul", "Etapa", "Program", "Suma"]]
    values = {("HIV", 2020): (500.5, 480.2), ("Schimb de seringi", 2020): (90.1, 85.6)}
    values |= {("HIV", 2021): (550.4, 540.9), ("Schimb de seringi", 2021): (95.3, 94.8)}
    for year in (2020, 2021):
        for at, stage in enumerate(("Aprobat", "Executat")):
            lines = [[year, stage, name, pair[at]] for (name, when), pair in values.items() if when == year]
            rows += [*lines, [year, stage, "Total", round(sum(line[3] for line in lines), 1)]]
    truth = {(2020, "budget"): 590_600.0, (2020, "executed"): 565_800.0}
    truth |= {(2021, "budget"): 645_700.0, (2021, "executed"): 635_700.0}
    answers = {("stage in rows", "Aprobat"): "budget", ("stage in rows", "Executat"): "executed"}
    return Unknown("MDA/cheltuieli.xlsx", workbook({"Date": rows}), answers, truth)


def georgia() -> Unknown:
    """Georgian, a stacked letterhead, parents without codes, shares of the total, a grand total above all."""
    rows = [
        ["საქართველოს ბიუჯეტი 2023"],
        ["(ათასი ლარი)"],
        ["დასახელება", "დამტკიცებული გეგმა", "საკასო შესრულება", "წილი %"],
        ["სულ", 5_430.5, 5_120.2, 100],
        ["აივ/შიდსი", 3_200.5, 3_050.2, 58.9],
        ["შპრიცების გაცვლა", 1_200.5, 1_150.2, 22.1],
        ["ტესტირება", 2_000, 1_900, 36.8],
        ["ნარკომანია", 2_230, 2_070, 41.1],
        ["მეტადონი", 1_730, 1_600, 31.9],
        ["რეაბილიტაცია", 500, 470, 9.2],
    ]
    truth = {(2023, "budget"): 5_430_500.0, (2023, "executed"): 5_120_200.0}
    answers = {"year": "2023", "calculated column": "წილი %"}
    return Unknown("GEO/biujeti.xlsx", workbook({"ფურცელი1": rows}), answers, truth)


def ukraine() -> Unknown:
    """Dates of each month, cumulative, with the total of both funds; Ukrainian headers."""
    lines = ["Дата;Фонд;Назва;Виконано з початку року, тис. грн"]
    for month in (1, 2, 3, 4):
        for name, general, special in (("ВІЛ", 110, 15), ("ЗПТ", 45, 5), ("Обмін шприців", 22, 8)):
            for fund, amount in (("Разом", general + special), ("Загальний", general), ("Спеціальний", special)):
                lines.append(f"28.0{month}.2023;{fund};{name};{amount * month}")
    answers = {"phase": "executed", "running rows": "yes", ("payer", "Спеціальний"): "other_international"}
    return Unknown(
        "UKR/vykonannia.csv", "\n".join(lines).encode("cp1251"), answers, {(2023, "executed"): 4 * 205_000.0}
    )


EVERY = [malawi, mozambique, ethiopia, samoa, fiji, serbia, albania, moldova, georgia, ukraine]
