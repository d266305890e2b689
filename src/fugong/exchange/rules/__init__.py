"""Reference facts of the whole country, read from the files that ship in `exchange/data`. No database."""
