"""How well bytes read as text in an encoding: words that mix scripts, or capitals in the middle, show a wrong one.

Which encodings are tried belongs to `text_files.py`.
"""

import itertools
import re
import unicodedata

_WORD = re.compile(r"[^\s\d,;|]+")
_INSIDE = re.compile(r"[^\W\d_][^\w\s\-.,:'’ʼ/()«»\"&%+]+[^\W\d_]")
"""A sign between two letters that no orthography writes there."""


def oddness(content: bytes, encoding: str) -> float | None:
    """Give the share of words that no orthography allows, among those with letters beyond ASCII, to one decimal.

    Args:
        content: the beginning of a text.
        encoding: the encoding to try.

    Returns:
        0 where all words are sound; None where the bytes are none of this encoding.
    """
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    words = [word for word in _WORD.findall(text) if not word.isascii()][:2000]
    return round(sum(map(_is_odd, words)) / len(words), 1) if words else 0.0


def _is_odd(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in letters}
    turns = any(first.islower() and second.isupper() for first, second in itertools.pairwise(word))
    return not letters or len(scripts) > 1 or turns or bool(_INSIDE.search(word))
