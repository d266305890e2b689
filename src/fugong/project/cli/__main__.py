"""`python -m fugong.project.cli` is `fugong`."""

from fugong.project.cli import main

main(prog_name="fugong")
