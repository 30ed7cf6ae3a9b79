"""pseudonymize with its rules backend, phones and persons."""

from collections.abc import Sequence

from benchmarks.rivals import Library, Replace


def make(_regions: Sequence[str]) -> Replace:
    from pseudonymize import EntityType, Policy, Pseudonymizer

    one = Pseudonymizer(policy=Policy(entity_types={EntityType.PHONE, EntityType.PERSON}))

    def replace(line: str) -> str:
        clean: str = one.process_with_report(line).output
        return clean

    return replace


RIVAL = Library("pseudonymize", "pseudonymize", make, "pip install pseudonymize")
