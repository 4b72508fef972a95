"""The command line of ratsinfo: one app, commands in `commands/`, errors as one sentence each."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from models.errors import RatsinfoError
from pipelines.commands import archive, crawl, export, ocr, parse, read, reparse, sources
from pipelines.logs import printable
from pipelines.report import EXIT_CODES, ExitCode, code_of

# Newer typers carry a click of their own, so its exceptions are reached through what typer exports.
_CLICK_EXCEPTION = typer.BadParameter.__mro__[2]


def _epilog() -> str:
    codes = "\n\n".join(f"  {int(code)}  {meaning}" for code, meaning in EXIT_CODES.items())
    return (
        "Start:\n\n  ratsinfo sources list Hürtgenwald\n\n  ratsinfo crawl nw-huertgenwald\n\n  ratsinfo search Radweg\n\n"
        f"Exit codes:\n\n{codes}\n\nThe database is --db FILE, else RATSINFO_DB, else data/ratsinfo.db."
    )


app = typer.Typer(
    name="ratsinfo",
    help="Crawl German council information systems (Ratsinformationssysteme) into one documented SQLite file.",
    epilog=_epilog(),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
for _group in (crawl, reparse, read, export, sources, parse, archive, ocr):
    _group.register(app)


def main() -> None:
    """Run the command line; every expected error is one sentence on standard error and its own exit status."""
    sys.exit(_run())


def _run() -> int:
    try:
        return int(app(prog_name="ratsinfo", standalone_mode=False) or 0)
    except (typer.Abort, KeyboardInterrupt):
        return _say("stopped", ExitCode.INTERRUPTED)
    except RatsinfoError as error:
        return _say(str(error), code_of(error))
    except OSError as error:
        return _system(error)
    except Exception as error:
        if isinstance(error, _CLICK_EXCEPTION):
            return _usage(error)
        raise


def _system(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        # The reader (head, less) has seen enough; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    return _say(f"{error.filename or 'the system'}: {error.strerror or error}", ExitCode.STORAGE)


def _usage(error: Any) -> int:
    """A wrong argument; without any argument typer shows the help instead."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return ExitCode.USAGE
    context = getattr(error, "ctx", None)
    hint = f"; see `{context.command_path} --help`" if context else ""
    return _say(error.format_message().rstrip(".") + hint, ExitCode.USAGE)


def _say(sentence: str, code: ExitCode) -> int:
    print(f"ratsinfo: {printable(' '.join(sentence.split()))}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
