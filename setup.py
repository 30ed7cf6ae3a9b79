"""Builds the native lexer where a compiler is; without one the reference lexer serves, and the install goes on.

Its patterns are written from the reference's own (`pi_scrub/build_patterns.py`), so a rule stands in one place.
"""

import os
import shutil
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
SANITIZE = os.environ.get("PI_SCRUB_SANITIZE")  # "address" for a run under AddressSanitizer; the README says how
PROFILE = os.environ.get("PI_SCRUB_PROFILE", "1") != "0" and not SANITIZE  # 0 builds once, in a third of the time


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

    def build_extension(self, extension: Extension) -> None:
        """Twice where the compiler can count which branches the samples take: the second time it lays them out so."""
        if PROFILE and extension.name == "pi_scrub._scan":
            plain = extension.extra_compile_args, extension.extra_link_args
            self.force = True  # the flags change, the sources do not
            try:
                self.build_counted(extension)
            except Exception as error:
                print(f"pi_scrub: the native lexer is built without a profile ({type(error).__name__}: {error})", file=sys.stderr)
                extension.extra_compile_args, extension.extra_link_args = plain
            else:
                return
        super().build_extension(extension)

    def build_counted(self, extension: Extension) -> None:
        """Raises whatever a compiler or an environment that cannot do so raises."""
        counts = Path(self.build_temp).resolve() / "counts"
        shutil.rmtree(counts, ignore_errors=True)
        flags, links = extension.extra_compile_args, extension.extra_link_args
        extension.extra_compile_args, extension.extra_link_args = ([*each, f"-fprofile-generate={counts}"] for each in (flags, links))
        super().build_extension(extension)
        built = Path(self.get_ext_fullpath(extension.name)).resolve()
        self.spawn([sys.executable, "-m", "pi_scrub.build_profile", str(built), str(ROOT / "samples")])
        if not any(counts.rglob("*.gcda")):
            raise FileNotFoundError("nothing was counted")
        extension.extra_compile_args, extension.extra_link_args = [*flags, f"-fprofile-use={counts}", "-fprofile-partial-training"], links
        super().build_extension(extension)


def extensions() -> list[Extension]:
    """The extensions with their C source, or none where that could not be made."""
    sys.path.insert(0, str(ROOT))
    try:
        from Cython.Build import cythonize  # noqa: PLC0415  # where it is absent, the install goes on

        from pi_scrub.build_patterns import main  # noqa: PLC0415

        main()
        flags = ["-O1", "-g", f"-fsanitize={SANITIZE}"] if SANITIZE else ["-O3"]
        included = ("_numbers.pxi", "_automata.pxi", "_shapes.pxi", "_words.pxi")
        headers = ("_patterns.h", "_ahead.h", "_layouts.h", "_memo.h", "_skip.h", "_walk.h", "_words.h", "_echoes.h")
        parts = [f"pi_scrub/{name}" for name in (*headers, *included)]
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
