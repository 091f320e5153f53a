"""`python -m ampeco_refgen` and the console script: the command line, which Ctrl-C ends in one line from here on."""


def main() -> None:
    """Run the command line of this process and exit with the promised code."""
    try:
        from ampeco_refgen.interrupt import end_on_interrupt

        end_on_interrupt()
    except KeyboardInterrupt:
        _leave()
    from ampeco_refgen.cli.commands import main as run

    run()


def _leave() -> None:
    """End as `interrupt.leave` does, which cannot be asked before it is imported."""
    import os

    os.write(2, b"interrupted: nothing half-written is left\n")
    os._exit(130)


if __name__ == "__main__":
    main()
