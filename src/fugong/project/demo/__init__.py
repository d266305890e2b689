"""The demo authorities: an invented cast around the published figures of the source reports.

Everything is made from fixed seeds, so that every installation shows the same park. People, contacts and most
enterprises are invented; telephone numbers begin with 154, which no operator has been given; credit codes carry
an organisation number that begins with DM, which no registry issues. Enterprises named in the reports keep
their short names only. No official of the reports appears.
"""
