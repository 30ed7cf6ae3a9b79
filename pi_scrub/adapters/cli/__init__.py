"""The command `pi-scrub`: commands by name, errors to one line and an exit code.

Strategy: this module loads click and nothing else, so that `--version` and a wrong option answer at once; a
command's module is loaded when the command is asked for. No traceback is ever shown: it could quote the log.

Exit codes: 0 done; 2 usage, policy or key; 3 a line withheld or an input not read; 4 output not written; 130,
143, 129 after SIGINT, SIGTERM, SIGHUP; 141 when the reader of a pipe has gone; 1 an error of our own.
"""

from __future__ import annotations

import gc
import os
import re
import resource
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click
from click_default_group import DefaultGroup

from pi_scrub import __version__
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.errors import OutputError, PiScrubError, UsageError
from pi_scrub.scan import lexer_name

INTERRUPTED = 130
READER_GONE = 141
LOOK_THROUGH = 50_000  # new objects: at 700, Python's own, the modules at the start are looked through for garbage again and again

DEFAULT = "scrub"
COMMANDS = {
    "scrub": "pi_scrub.adapters.cli.scrub:scrub",
    "token": "pi_scrub.adapters.cli.token:token",
    "find": "pi_scrub.adapters.cli.find:find",
    "keys": "pi_scrub.adapters.cli.keys:keys",
    "bench": "pi_scrub.adapters.cli.bench:bench",
}


class _Ended(BaseException):
    """SIGTERM or SIGHUP came where no lines are in hand; `args` is its number."""


class _Commands(DefaultGroup):  # type: ignore[misc]  # no types there
    """The commands of the table, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            _refuse_slip(cmd_name)
        name = cmd_name if cmd_name in COMMANDS else DEFAULT
        if name not in self.commands:
            module, attribute = COMMANDS[name].split(":")
            self.add_command(getattr(import_module(module), attribute), name)
        found: click.Command | None = super().get_command(ctx, cmd_name)
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] == ["--"]:  # else `pi-scrub -- -odd-name` would lose its `--` before `scrub` sees it
            args.insert(0, DEFAULT)
        rest: list[str] = super().parse_args(ctx, args)
        return rest


def _refuse_slip(word: str) -> None:
    """Raise UsageError for a mistyped command. Taken for a file, what follows it (a number, it may be) would be
    taken for another, and be named in the message that it is not there."""
    import difflib  # 5 ms that only a slip costs  # noqa: PLC0415

    near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.75)
    if near and not os.path.lexists(word):
        raise UsageError(f"no such command or file; did you mean `pi-scrub {near[0]}`?")


def _tell_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"pi-scrub {__version__} ({lexer_name()} lexer)")
        ctx.exit()


@click.group(
    cls=_Commands,
    default=DEFAULT,
    default_if_no_args=True,
    subcommand_metavar="[OPTIONS] [FILE]... | COMMAND [ARGS]...",
    options_metavar="",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version,
    help="Show the version and the lexer that runs, and exit.",
)  # fmt: skip
def cli() -> None:
    """Scrub log streams: phone numbers become keyed pseudonyms, names go, IP addresses and UUIDs stay.

    Without a command, `scrub` is run; its options are shown by `pi-scrub scrub --help`.

    \b
    Examples:
      tail -F app.log | pi-scrub --region US > clean.log
      pi-scrub logs/*.log.gz -o clean/
      pi-scrub token "+49 30 23125 001"
    """


def main() -> NoReturn:
    """Run the command of `sys.argv` and exit with its code."""
    gc.set_threshold(LOOK_THROUGH)
    _hold_standard_descriptors()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the keys and the lines in hand
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, _end)
    code = run(sys.argv[1:])
    os._exit(code)  # all is written and closed: to take the interpreter apart takes 15 ms, a tenth of a short run


def run(arguments: Sequence[str]) -> int:
    """Run a command; its exit code. Errors are one line on standard error."""
    return _settle(_run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        return cli.main(list(arguments), prog_name="pi-scrub", standalone_mode=False) or 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except _Ended as end:
        return 128 + int(end.args[0])
    except (BrokenPipeError, SystemExit):  # click itself exits where its own output meets a closed pipe
        return READER_GONE
    except Exception as error:
        message, code = _explain(error)
        say(message)
        return code


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave by way of every `finally`: a draft of a keyring is removed, a program that prints one is ended."""
    raise _Ended(number)


def _explain(error: Exception) -> tuple[str, int]:
    """One line and the exit code. What an error of our own says may quote the log: its class must do."""
    if isinstance(error, click.ClickException):
        return _unquoted(error) + _hint(error), error.exit_code
    if isinstance(error, PiScrubError):
        return str(error), error.exit_code
    if isinstance(error, OSError):  # only click's own output, such as help, is written outside of our sinks
        return f"standard output: {error.strerror}", OutputError.exit_code
    return f"an error of pi-scrub itself: {type(error).__name__}", PiScrubError.exit_code


_OPTION = re.compile(r"-[a-z]|--[a-z]+(?:-[a-z]+){0,3}")


def _unquoted(error: click.ClickException) -> str:
    """What click says, without a value it may quote: it may be a secret, or somebody's number."""
    if isinstance(error, click.NoSuchOption):
        named = _OPTION.fullmatch(error.option_name) and len(error.option_name) <= 24
        return f"No such option: {error.option_name}" if named else "No such option"
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        where = f" for {error.param.get_error_hint(error.ctx)}" if error.param and error.ctx else ""
        return f"invalid value{where}"
    message = error.format_message()
    return "unexpected argument" if message.startswith("Got unexpected extra argument") else message


def _hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f" (see {context.command_path} --help)" if context else ""


def _settle(code: int) -> int:
    """Flush what click wrote now, while a full disk or a reader that has gone can still be told by the exit
    code."""
    if sys.stdout is None:
        return code
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter would try again, and complain
        return READER_GONE if isinstance(error, BrokenPipeError) else (code or OutputError.exit_code)
    return code


def _hold_standard_descriptors() -> None:
    """Where 0, 1 or 2 is closed, keep its number taken: a file of ours must not become the standard
    output."""
    for descriptor, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(
                os.devnull, mode
            )  # the lowest free number is this one; reads of 0 and writes to 1 still fail
