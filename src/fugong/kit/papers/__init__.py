"""Official documents as values (`model`), their one layout, and a renderer for each kind of file (`rendering`)."""
