"""`python -m ampeco_refgen`: the same command line as the console script."""

from ampeco_refgen.cli.commands import main

if __name__ == "__main__":
    main()
