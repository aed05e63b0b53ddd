"""`python -m kds`: the same as the command `kds`."""

from kds.cli import main

if __name__ == "__main__":
    main(prog_name="kds")
