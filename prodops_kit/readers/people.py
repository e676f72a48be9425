"""People as keys: the address or number of a person becomes a salted hash before it is stored anywhere.

The same person has the same key in every file of one workbook, so that assignments and roster can be joined; without
the workbook's secret nobody can go back from a key to an address, or guess one and compare.
"""

from __future__ import annotations

import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.errors import RunError

KEY_VARIABLE = "PRODOPS_HASH_KEY"
_NOTHING = ("", "null")


def person_key(text: str) -> str | None:
    """The key of a person: HMAC-SHA256 of the lower-cased, trimmed address or number; None for an empty cell.

    Raises:
        RunError: The workbook's secret cannot be read or made.
    """
    address = " ".join(text.replace("\ufeff", "").split()).lower()
    return None if address in _NOTHING else hmac.digest(hash_key(), address.encode(), "sha256").hex()


def hash_key() -> bytes:
    """The secret of this workbook: PRODOPS_HASH_KEY, else `.prodops/hash.key`, made when first needed.

    Raises:
        RunError: The file cannot be read or made, or is empty.
    """
    named = os.environ.get(KEY_VARIABLE)
    return named.encode() if named else _kept_key(workbook.kept() / "hash.key")


@cache
def _kept_key(file: Path) -> bytes:
    try:
        if not file.exists():
            _make_key(file)
        key = file.read_bytes().strip()
    except OSError as fault:
        raise RunError(
            f"{workbook.name(file)}: cannot be read or made ({fault.strerror}); it holds the secret behind the keys "
            f"of people. Let this account write there, or set {KEY_VARIABLE}."
        ) from None
    if not key:
        raise RunError(
            f"{workbook.name(file)}: empty, so people cannot be told apart. Restore it from a backup, or delete it to "
            f"have a new secret made; keys made with the old one then no longer fit."
        )
    return key


def _make_key(file: Path) -> None:
    """Written beside its place and linked into it, so that two runs that start at once agree on one secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"hash.{secrets.token_hex(8)}.new")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
        stream.write(secrets.token_hex(32) + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
