"""Builds the native lexer where a compiler is; without one the reference lexer serves, and the install goes on.

Its patterns are written from the reference's own (`pi_scrub/build_patterns.py`), so a rule stands in one place.
"""

import os
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
SANITIZE = os.environ.get("PI_SCRUB_SANITIZE")  # "address" for a run under AddressSanitizer; the README says how


class BuildOptional(build_ext):
    """As `optional=True` of an extension has it, also for an editable install, which looks for the file afterwards."""

    def build_extensions(self) -> None:
        try:
            super().build_extensions()
        except Exception as error:
            if SANITIZE:
                raise
            print(f"pi_scrub: the native lexer is not built ({type(error).__name__})", file=sys.stderr)
            self.extensions = []


def extensions() -> list[Extension]:
    """The extensions with their C source, or none where that could not be made."""
    sys.path.insert(0, str(ROOT))
    try:
        from Cython.Build import cythonize  # noqa: PLC0415  # where it is absent, the install goes on

        from pi_scrub.build_patterns import main  # noqa: PLC0415

        main()
        flags = ["-O1", "-g", f"-fsanitize={SANITIZE}"] if SANITIZE else ["-O3"]
        included = ("_numbers.pxi", "_words.pxi")
        parts = [f"pi_scrub/{name}" for name in ("_patterns.h", "_ahead.h", "_memo.h", "_skip.h", "_walk.h", "_words.h", "_echoes.h", *included)]
        scan = Extension(
            "pi_scrub._scan", ["pi_scrub/_scan.pyx"], depends=parts,
            extra_compile_args=[*flags, "-w"], extra_link_args=flags,
        )  # fmt: skip
        search = Extension(
            "pi_scrub._search", ["pi_scrub/_search.pyx"], depends=["pi_scrub/_search.h"],
            extra_compile_args=[*flags, "-w"], extra_link_args=flags,
        )  # fmt: skip
        return cythonize([scan, search])
    except Exception as error:  # whatever it was: the reference lexer needs none of this
        if SANITIZE:
            raise
        print(f"pi_scrub: the native lexer is not built ({type(error).__name__}: {error})", file=sys.stderr)
        return []
    finally:
        sys.path.remove(str(ROOT))


setup(ext_modules=extensions(), cmdclass={"build_ext": BuildOptional})
