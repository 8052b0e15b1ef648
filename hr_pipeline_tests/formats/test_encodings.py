"""The encoding of a text without a mark is chosen by its words, Mac encodings and carriage returns included."""

import pytest

from hr_pipeline.formats.encodings import oddness
from hr_pipeline.formats.text_files import decode, detect_separator

FRENCH = "Programme;Montant\rSanté à l’île;1\rRéduction des risques liés à l’usage;2\rMéthadone à l’hôpital;4\r"
RUSSIAN = "Программа;Сумма\rПрофилактика ВИЧ;1\rЗаместительная терапия метадоном;2\r"
UKRAINIAN = "Програма;Сума\nЗапобігання ВІЛ;1\nЗамісна терапія;2\n"
ARABIC = "البرنامج;المبلغ\nالوقاية من فيروس نقص المناعة;1\nالعلاج ببدائل الأفيون;2\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "mac_roman"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "mac_cyrillic"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "mac_cyrillic"),
        (ARABIC, "cp1256"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text, encoding):
    assert decode(text.encode(encoding)) == (text, encoding)


def test_words_that_mix_scripts_or_have_capitals_inside_are_odd():
    assert oddness("Заместительная терапия".encode("mac_cyrillic"), "cp1251") == 1.0
    assert oddness("Заместительная терапия".encode("cp1251"), "cp1251") == 0.0
    assert oddness(b"\x81\x8d", "cp1252") is None


def test_the_separator_that_the_first_line_names_holds():
    assert detect_separator("sep=;\na,b;c\n1,2;3\n") == ";"
