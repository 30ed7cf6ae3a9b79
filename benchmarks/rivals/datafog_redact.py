"""DataFog's regex engine, phone numbers only, as its own benchmark runs it."""

from collections.abc import Sequence

from benchmarks.rivals import Library, Replace


def make(_regions: Sequence[str]) -> Replace:
    import datafog

    def replace(line: str) -> str:
        clean: str = datafog.redact(line, entity_types=["PHONE"]).redacted_text
        return clean

    return replace


RIVAL = Library("DataFog", "datafog", make, "pip install datafog")
