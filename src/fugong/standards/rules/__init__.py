"""Rules of an authority as data: what a pack is, how it is read, checked, evaluated and compared. No Django."""
