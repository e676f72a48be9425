"""`python -m prodops_kit` is `prodops`."""

from prodops_kit.cli import main

main(prog_name="prodops")
