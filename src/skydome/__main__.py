"""``python -m skydome``: the command line."""

from skydome.cli.main import main

if __name__ == "__main__":
    main()
