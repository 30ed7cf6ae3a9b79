"""(kind, value as somebody wrote it) -> its tokens: what a caller is called in a clean log.

Strategy: a value is read as scrubbing reads it, and where its digits can be read in several ways, each reading has its
token. Neither lexer nor names are needed for that, so that a look-up starts at once.
"""

from __future__ import annotations

from pi_scrub.errors import UsageError
from pi_scrub.judges import KINDS, phone_readings, read_text
from pi_scrub.pseudonyms import Pseudonyms


class Tokens:
    """The tokens of values in any notation. regions: those whose national numbers are known, in the order they are tried."""

    def __init__(self, pseudonyms: Pseudonyms, regions: tuple[str, ...]) -> None:
        self._pseudonyms, self._regions = pseudonyms, regions

    def written(self, kind: str, value: str) -> str:
        """What scrubbing writes for `value`. Raises UsageError where it cannot be read as that kind."""
        return self._pseudonyms.token(kind, self._readings(kind, value)[0])

    def possible(self, kind: str, value: str) -> list[str]:
        """All that a log may hold for `value`: every reading, under every key, the newest first. Raises as `written`."""
        found = [token for canonical in self._readings(kind, value) for token in self._pseudonyms.tokens(kind, canonical)]
        return list(dict.fromkeys(found))

    def _readings(self, kind: str, value: str) -> list[str]:
        read = KINDS[kind].read if kind in KINDS else read_text
        found = phone_readings(value, self._regions) if kind == "phone" else [read(value)]
        if not any(found):
            raise UsageError(f"cannot be read as {_KINDS.get(kind, kind)}")
        return found


_KINDS = {
    "phone": "a phone number", "name": "a name", "email": "an e-mail address", "user": "a SIP user", "ip": "an IP address", "uuid": "a UUID",
    "card": "a card number",
}  # fmt: skip
