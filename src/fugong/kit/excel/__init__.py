"""Spreadsheets from one declaration: a `Layout` says what a file of a kind must hold, and from it come the
reader (`reader.read`), the cell checks (`checker.check`), the template, the marked workbook that goes back to
the user, and the export. Nothing here knows a model or a database.
"""
