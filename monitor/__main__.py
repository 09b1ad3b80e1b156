"""`python -m monitor`, and the `monitor` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        # Imported here, so that Ctrl-C while the program is still loading ends it as quietly as later.
        from monitor.cli.main import run  # noqa: PLC0415

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
