"""More shapes of ministries' tables for `unknown.py`: levels in columns, stages and rates, sheets by year, of which."""

from hr_pipeline_tests.sources.national_budgets.tables import workbook
from hr_pipeline_tests.sources.national_budgets.unknown import Unknown


def kenya_blank_header() -> Unknown:
    """A first column without a header, three fiscal years, notes below the table."""
    sheets = {
        "S": [
            ["Ministry of Health"],
            ["Kshs million"],
            ["", "FY2020/21", "FY2021/22", "FY2022/23"],
            ["HIV", 100.5, 110.25, 120],
            ["Needles", 20, 25.5, 30],
            ["TOTAL", 120.5, 135.75, 150],
            ["Source: Treasury"],
            ["Note: figures are provisional"],
        ]
    }
    answers = {"phase": "budget", "start of the fiscal year": "07-01"}
    truth = {(2021, "budget"): 120500000.0, (2022, "budget"): 135750000.0, (2023, "budget"): 150000000.0}
    return Unknown("KEN/a.xlsx", workbook(sheets), answers, truth)


def bosnia_quarters() -> Unknown:
    """Quarters that do not run on, with their total."""
    text = (
        "Naziv;Q1 2022;Q2 2022;Q3 2022;Q4 2022;Ukupno 2022\n"
        "HIV;100;90;110;95;395\n"
        "Metadon;50;60;55;65;230\n"
        "Igle;10;12;9;11;42\n"
        "Ukupno;160;162;174;171;667\n"
    )
    answers = {"phase": "executed", "unit": "1000", "sum of columns": "the total"}
    truth = {(2022, "executed"): 667000.0}
    return Unknown("BIH/b.csv", text.encode(), answers, truth)


def uganda_rates() -> Unknown:
    """Approved, released and spent amounts with their rates."""
    text = (
        "Vote,Programme,Approved Budget,Released,Spent,% Budget Released,% Releases Spent\n"
        "014,HIV prevention,1000.500,900.250,850.125,90.0%,94.4%\n"
        "014,Drug treatment,200.100,150.200,140.300,75.1%,93.4%\n"
        "116,Medical stores,5000.000,4900.000,4800.000,98.0%,98.0%\n"
        ",Grand Total,6200.600,5950.450,5790.425,96.0%,97.3%\n"
    )
    answers = {
        ("phase", "Approved Budget"): "budget",
        "phase": lambda question: "disbursed" if "Released" in question["of"] else "executed",
        "year": "2023",
        "unit": "1000000",
        "numbers": "point",
        "start of the fiscal year": "07-01",
    }
    truth = {(2023, "budget"): 6200600000.0, (2023, "executed"): 5790425000.0, (2023, "disbursed"): 5950450000.0}
    return Unknown("UGA/c.csv", text.encode(), answers, truth)


def kyrgyz() -> Unknown:
    """Numbers as text with blanks, a row that numbers the columns, rows `of which`."""
    sheets = {
        "Лист1": [
            ["Исполнение республиканского бюджета за 2021 год"],
            ["тыс. сом"],
            [
                "Код",
                "Наименование показателя",
                "Утверждено",
                "Уточненный план",
                "Исполнено",
                "Отклонение",
                "% исполнения",
            ],
            ["1", "2", "3", "4", "5", "6", "7"],
            ["704", "Программа ВИЧ", "12 500,5", "13 000,0", "12 000,5", "-999,5", "92,3"],
            ["", "в том числе обмен шприцев", "2 500,0", "2 500,0", "2 400,0", "-100,0", "96,0"],
            ["705", "Наркология", "8 100,0", "8 100,0", "8 050,0", "-50,0", "99,4"],
            ["", "Всего", "20 600,5", "21 100,0", "20 050,5", "-1 049,5", "95,0"],
        ]
    }
    answers = {"calculated column": "Отклонение", "year": "2021"}
    truth = {(2021, "budget"): 20600500.0, (2021, "revised_budget"): 21100000.0, (2021, "executed"): 20050500.0}
    return Unknown("KGZ/d.xlsx", workbook(sheets), answers, truth)


def png_levels() -> Unknown:
    """Levels of labels in columns of their own, the last with one part."""
    sheets = {
        "Vol2": [
            ["Department", "Programme", "Activity", "2019 Actual", "2020 Budget"],
            ["Health", None, None, 900, 1000],
            [None, "HIV", None, 600, 700],
            [None, None, "Testing", 250, 300],
            [None, None, "Harm reduction", 350, 400],
            [None, "TB", None, 300, 300],
            [None, None, "Detection", 300, 300],
            ["Police", None, None, 100, 120],
            [None, "Custody", None, 100, 120],
            [None, None, "Clinic", 100, 120],
            ["TOTAL", None, None, 1000, 1120],
        ]
    }
    answers = {"unit": "1000", "year": "2020"}
    truth = {(2019, "executed"): 1000000.0, (2020, "budget"): 1120000.0}
    return Unknown("PNG/e.xlsx", workbook(sheets), answers, truth)


def sheets_years() -> Unknown:
    """One sheet for each year."""
    sheets = {
        "2021": [["Програма", "Буџет"], ["ХИВ", 1000], ["Метадон", 500], ["Вкупно", 1500]],
        "2022": [["Програма", "Буџет"], ["ХИВ", 1100], ["Метадон", 600], ["Вкупно", 1700]],
    }
    answers = {"unit": "1000", "phase": "budget", "other sheets": "yes", "year": "2021"}
    truth = {(2021, "budget"): 1500000.0, (2022, "budget"): 1700000.0}
    return Unknown("MKD/f.xlsx", workbook(sheets), answers, truth)


def tanzania() -> Unknown:
    """Swahili, tabs, a difference in brackets, parents by code."""
    text = (
        "Kifungu\tMaelezo\tMakadirio 2021/22\tMatumizi halisi 2021/22\tTofauti\n"
        "52\tWizara ya Afya\t1,500,000\t1,400,000\t100,000\n"
        "5201\tUKIMWI\t900,000\t850,000\t50,000\n"
        "5202\tMadawa ya kulevya\t600,000\t550,000\t50,000\n"
        "53\tWizara ya Magereza\t200,000\t210,000\t(10,000)\n"
        "5301\tHuduma za afya\t200,000\t210,000\t(10,000)\n"
        "\tJumla Kuu\t1,700,000\t1,610,000\t90,000\n"
    )
    answers = {"calculated column": "Tofauti", "unit": "1000", "start of the fiscal year": "07-01"}
    truth = {(2022, "budget"): 1700000000.0, (2022, "executed"): 1610000000.0}
    return Unknown("TZA/g.csv", text.encode(), answers, truth)


def bulgaria() -> Unknown:
    """Three rows of headers and titles, stages below years."""
    sheets = {
        "Бюджет": [
            ["Отчет за касовото изпълнение", "", "", "", ""],
            ["в хил. лв.", "", "", "", ""],
            ["Програма", "2022", "", "2023", ""],
            ["", "Закон", "Отчет", "Закон", "Отчет"],
            ["ХИВ", 1200, 1100, 1300, 1250],
            ["Зависимости", 800, 790, 900, 880],
            ["Общо разходи", 2000, 1890, 2200, 2130],
        ]
    }
    answers = {"phase": lambda question: "budget" if "Закон" in question["of"] else "executed"}
    truth = {
        (2022, "budget"): 2000000.0,
        (2022, "executed"): 1890000.0,
        (2023, "budget"): 2200000.0,
        (2023, "executed"): 2130000.0,
    }
    return Unknown("BGR/h.xlsx", workbook(sheets), answers, truth)


def mtef_total() -> Unknown:
    """Years of a medium-term framework with their total."""
    text = (
        "Programme;2021;2022;2023;Total\n"
        "HIV;10.5;11.5;12.5;34.5\n"
        "Drugs;1.5;2.5;3.5;7.5\n"
        "Other;3;4;5;12\n"
        "Total;15;18;21;54\n"
    )
    answers = {"phase": "budget", "unit": "1000000", "sum of columns": "its parts"}
    truth = {(2021, "budget"): 15000000.0, (2022, "budget"): 18000000.0, (2023, "budget"): 21000000.0}
    return Unknown("GHA/i.csv", text.encode(), answers, truth)


def kosovo() -> Unknown:
    """Amounts in euro as text."""
    text = (
        "Programi,Buxheti 2021,Realizimi 2021\n"
        'HIV,"614,000.00€","600,500.50€"\n'
        'Metadon,"120,000.00€","110,250.25€"\n'
        'Gjithsej,"734,000.00€","710,750.75€"\n'
    )
    answers = {"unit": "1", "phase": lambda question: "budget" if "Bux" in question["of"] else "executed"}
    truth = {(2021, "budget"): 734000.0, (2021, "executed"): 710750.75}
    return Unknown("XKX/j.csv", text.encode(), answers, truth)


def vanuatu() -> Unknown:
    """Long form with the total of each year."""
    sheets = {
        "D": [
            ["Year", "Region", "Item", "Budget (VT million)"],
            ["2020/21", "Shefa", "HIV", 36.5],
            ["2020/21", "Shefa", "Outreach", 47.0],
            ["2020/21", "Sanma", "HIV", 36.5],
            ["2020/21", "Sanma", "Outreach", 47.0],
            ["2020/21", "", "National total", 167.0],
            ["2021/22", "Shefa", "HIV", 37.5],
            ["2021/22", "Shefa", "Outreach", 48.0],
            ["2021/22", "Sanma", "HIV", 37.5],
            ["2021/22", "Sanma", "Outreach", 48.0],
            ["2021/22", "", "National total", 171.0],
        ]
    }
    answers = {"start of the fiscal year": "07-01", "phase": "budget"}
    truth = {(2021, "budget"): 167000000.0, (2022, "budget"): 171000000.0}
    return Unknown("VUT/k.xlsx", workbook(sheets), answers, truth)


def dupl() -> Unknown:
    """Two columns of one header that state the same."""
    sheets = {
        "P": [
            ["Program", "Iznos", "Iznos", "Izvršenje"],
            ["HIV", 100.1, 100.1, 90.5],
            ["Metadon", 50.2, 50.2, 45.25],
            ["Zatvori", 20.3, 20.3, 18],
        ]
    }
    answers = {"calculated column": "Iznos (column C)", "phase": "budget", "year": "2022", "unit": "1000"}
    truth = {(2022, "budget"): 170600.0, (2022, "executed"): 153750.0}
    return Unknown("MNE/l.xlsx", workbook(sheets), answers, truth)


SHAPES = [
    kenya_blank_header,
    bosnia_quarters,
    uganda_rates,
    kyrgyz,
    png_levels,
    sheets_years,
    tanzania,
    bulgaria,
    mtef_total,
    kosovo,
    vanuatu,
    dupl,
]
