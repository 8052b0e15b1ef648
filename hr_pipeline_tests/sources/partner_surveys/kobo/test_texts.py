import csv
import io

import pytest

from hr_pipeline.ingest.deliveries import Delivery, Notes
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    FOLDER,
    deliver,
    form,
    ingested,
    main_sheet,
    refusal,
    submission,
    values,
)


def text_of(rows, separator=";", quoting=csv.QUOTE_ALL):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, quoting=quoting).writerows(rows)
    return stream.getvalue()


def landed(folder, **files):
    """Deliver text files (name without ending -> bytes) next to the small survey's form."""
    forms = deliver(folder, form=form())
    texts = []
    for at, (stem, content) in enumerate(files.items(), start=1):
        file = folder / f"{stem}.csv"
        file.write_bytes(content)
        path = f"{FOLDER}/{file.name}"
        notes = Notes(confidentiality="C", licence="LicenceRef-partner")
        texts.append(Delivery(path, "partner_surveys", "data", f"sha{at}", len(content), at, notes, file))
    return [*texts, *forms]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_exports_are_read_in_any_encoding_and_separator(tmp_path, encoding, separator):
    content = text_of(main_sheet(submission(1, city="Алматы"), submission(2)), separator).encode(encoding)
    built = ingested(landed(tmp_path, export=content))
    assert values(built, "syringes_distributed") == [1000, 1000]
    assert built["survey_services"].table["area"].iloc[0] == "Almaty"
    lost = built["survey_findings"].table.query("finding == 'repeat_not_in_file'")["question"].tolist()
    assert lost == ["spending", "violations"]


@pytest.mark.parametrize("wrongly_read_in", ["cp1252", "cp1251"])
def test_mojibake_is_refused(tmp_path, wrongly_read_in):
    rows = main_sheet(submission(1, city="Алматы", comments="Данные проверены"))
    broken = text_of(rows).encode().decode(wrongly_read_in, errors="ignore").encode()
    assert "another encoding" in refusal(landed(tmp_path, export=broken))


@pytest.mark.parametrize(
    ("written", "value"),
    [("1 000", 1000), ("1\u00a0000", 1000), ("1,000", 1000), ("١٢٠", 120), ("１２", 12), ("+7", 7), ("12,5", 12.5)],
)
def test_numbers_of_spreadsheet_programs_are_read(tmp_path, written, value):
    content = text_of(main_sheet(submission(1, syringes_distributed=written))).encode()
    assert values(ingested(landed(tmp_path, export=content)), "syringes_distributed") == [value]


def test_a_torn_line_is_rejected_and_the_others_are_read(tmp_path):
    content = text_of(main_sheet(submission(1), submission(2))) + "1;2;3\r\n"
    built = ingested(landed(tmp_path, export=content.encode()))
    assert len(built["survey_services"].rejects) == 1
    assert values(built, "syringes_distributed") == [1000, 1000]


def legacy(rows):
    return text_of(rows, ",", csv.QUOTE_MINIMAL).encode()


def wide(amounts):
    row = submission(1, naloxone_kits="n/a", **{"reforms/decrim": "True", "reforms/none": "False"})
    for at, amount in enumerate(amounts, start=1):
        row |= {f"spending[{at}]/funder": "state", f"spending[{at}]/amount": amount, f"spending[{at}]/currency": "KZT"}
    return row


def test_early_exports_have_repeats_side_by_side(tmp_path):
    built = ingested(
        landed(
            tmp_path,
            export=legacy(
                main_sheet(
                    wide([5, 7.5]),
                    wide([3]) | {"_index": 2, "_uuid": "u2", "meta/rootUuid": "uuid:u2", "site_code": "S2"},
                )
            ),
        )
    )
    spending = built["survey_spending"].table
    assert spending["amount_original"].tolist() == [5, 7.5, 3]
    assert spending["column"].tolist() == ["spending[1]/amount", "spending[2]/amount", "spending[1]/amount"]
    reforms = built["survey_policy"].table.query("measure == 'reform_decriminalisation'")["answer"]
    assert reforms.tolist() == ["yes", "yes"]


def test_early_exports_have_one_file_for_each_repeat(tmp_path):
    repeat = [
        ["spending/funder", "spending/amount", "spending/currency", "_index", "_parent_table_name", "_parent_index"]
    ]
    repeat += [["state", 5, "KZT", 1, "survey", 2]]
    files = landed(tmp_path, export=legacy(main_sheet(submission(1), submission(2))), spending=legacy(repeat))
    built = ingested(files)
    assert built["survey_spending"].table["submission"].tolist() == ["uuid:root-2"]
    assert values(built, "syringes_distributed") == [1000, 1000]
    assert "repeat_not_in_file" not in set(built["survey_findings"].table["finding"])
    assert "the one file of submissions" in refusal([files[1], files[2]])
