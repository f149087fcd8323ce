"""`python -m engine`: see engine/commands/program.py."""

import sys

if __name__ == "__main__":
    try:
        from engine.commands.program import main  # here, so that Ctrl-C may come while it is being read, too

        main(sys.argv[1:])
    except KeyboardInterrupt:  # no fault of the program's: no traceback, the shell's usual code
        sys.exit(130)
