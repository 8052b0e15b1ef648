"""Errors of the machine in words, with what a person can do about them."""

import errno

HOW_TO_FIX = {
    errno.ENOSPC: "free some space on the disk; the last release is as it was",
    errno.EDQUOT: "free some space of your quota; the last release is as it was",
    errno.EEXIST: "a file has the name of a folder: name another folder with --home",
    errno.ENOTDIR: "a file has the name of a folder: name another folder with --home or --landing",
    errno.EACCES: "give yourself the right to read and write there, or name another folder",
    errno.EROFS: "name a folder with --home that can be written to",
}


def in_words(error: Exception) -> str:
    """Say what happened and what to do about it."""
    advice = HOW_TO_FIX.get(getattr(error, "errno", 0) or 0, "")
    return f"{type(error).__name__}: {error}" + (f". How to fix it: {advice}." if advice else "")
