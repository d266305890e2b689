"""What can be wrong with a cell or a file: one table of codes with messages that tell how to mend it.

`docs/import-errors.md` is generated from this table. Codes are stable: programs may rely on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.kit.errors import Refused


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem. `message` has named places: value, limit, other … ; `blocks`: the row is not taken; `waits`:
    not before somebody decided. What neither blocks nor waits is a warning: the row is taken."""

    message: Any
    blocks: bool = True
    waits: bool = False


CELL_CODES: Mapping[str, Code] = {
    "missing": Code(_("This cell must not be empty. Fill it in.")),
    "check_digit": Code(_(
        "“%(value)s” is no valid unified social credit code: its check digit does not fit. "
        "Compare all 18 characters with the business licence.")),
    "credit_code": Code(_(
        "“%(value)s” is no unified social credit code: it has 18 characters, digits and capital letters "
        "without I, O, S, V and Z. Copy it from the business licence.")),
    "digits_lost": Code(_(
        "“%(value)s” was typed as a number, and the spreadsheet has lost its last digits. "
        "Format the cell as text and type the code again.")),
    "not_text": Code(_(
        "The spreadsheet has turned this text into a date or a truth value (%(value)s). "
        "Format the cell as text and type it again.")),
    "not_a_number": Code(_("“%(value)s” is not a number. Enter digits only, for example 120.")),
    "not_an_integer": Code(_("“%(value)s” is not a whole number. Enter it without decimals.")),
    "out_of_range": Code(_("“%(value)s” is out of range (allowed: %(range)s). Correct it.")),
    "inconsistent": Code(_("%(value)s is more than %(other)s (%(limit)s). Correct one of the two.")),
    "unknown_choice": Code(_("“%(value)s” is not one of the choices. Enter one of: %(choices)s.")),
    "unknown_grid": Code(_(
        "There is no grid “%(value)s” in this authority. Choose an existing grid or add it first. "
        "Grids: %(choices)s.")),
    "phone": Code(_(
        "“%(value)s” is no telephone number. Enter one mobile number of 11 digits, or a land line with its "
        "area code such as 0730-8640001.")),
    "date": Code(_("“%(value)s” is no date. Enter it like 2020-02-10.")),
    "division": Code(_(
        "“%(value)s” is no division code. Enter the 6, 9 or 12 digits of the official code.")),
    "too_long": Code(_("The text has %(length)s characters; at most %(limit)s are possible. Shorten it.")),
    "formula": Code(_(
        "The formula in this cell has no valid result (%(value)s). Replace it by its value, or calculate and "
        "save the file again in a spreadsheet program.")),
    "duplicate_in_file": Code(_(
        "This row may be the same as row %(other)s (%(value)s). Decide later whether they are one."), blocks=False,
        waits=True),
    "duplicate_in_register": Code(_(
        "This row may be the same as “%(other)s” in the register (%(value)s). Decide later whether they are one."),
        blocks=False, waits=True),
    "unknown_unit": Code(_(
        "No single unit of this authority is called “%(value)s”. Enter the name as registered, or its unified social "
        "credit code; register it first if it is new.")),
    "mobile": Code(_("This is no mobile number. It has 11 digits and begins with 1.")),
    "team": Code(_("Enter a workshop, or a workshop and a team with a stroke between them: 一车间/二班.")),
    "days_crossed": Code(_("The day of return lies before the day of leaving. Correct one of the two.")),
    "id_length": Code(_("A resident identity number has 18 characters. Count them on the card.")),
    "id_format": Code(_(
        "This is no number of this kind of document. Compare it with the document, or enter another kind.")),
    "id_other_kind": Code(_("This number belongs to another kind of document. Enter that kind.")),
    "id_birthday": Code(_("The date of birth in the number (digits 7 to 14) does not exist or lies too far away.")),
    "id_check_digit": Code(_("The last character of the identity number does not fit. Compare all 18 with the card.")),
    "id_taken": Code(_("Another person has this identity number already. Compare both with their cards.")),
    "id_unknown_area": Code(_(
        "The first six digits of the identity number name no known area. The row is taken all the same; "
        "compare it with the card."),
        blocks=False),
    "id_old_number": Code(_(
        "This is an identity number of 15 digits, withdrawn in 2013. The row is taken all the same; ask for the card of today."),
        blocks=False),
}

FILE_CODES: Mapping[str, Code] = {
    "not_a_workbook": Code(_(
        "This file is no spreadsheet. Save it as .xlsx, .xls or .csv in a spreadsheet program and choose it again.")),
    "empty": Code(_("The file holds no data rows. Fill in the rows below the header and choose it again.")),
    "encrypted": Code(_("The file is protected by a password. Save it without a password and choose it again.")),
    "macros": Code(_("The file holds macros, which are not accepted. Save it as .xlsx without macros.")),
    "damaged": Code(_("The file is damaged and cannot be read. Open it in a spreadsheet program, save it again.")),
    "too_large": Code(_(
        "The file is too large: at most %(limit)s. Delete unused rows and columns, or divide the file.")),
    "encoding": Code(_("The text of this file cannot be decoded. Save it as “CSV UTF-8” or as .xlsx.")),
    "no_header": Code(_(
        "No header row was found. The file needs a row with these column names: %(columns)s. "
        "Download the template to start from.")),
    "missing_column": Code(_(
        "The file lacks the required columns %(columns)s (header found in row %(row)s of sheet “%(sheet)s”). "
        "Add them and choose the file again.")),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one cell. `row` is the sheet's own number (from 1); `column` the declared code,
    `header` the column's Chinese name, which is what reports and programs show."""

    row: int
    column: str
    header: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, in the current language."""
        return describe(self.code, self.params)

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide about the row first."""
        return CELL_CODES[self.code].waits

    @property
    def blocks(self) -> bool:
        """Whether the row cannot be taken as it is."""
        return CELL_CODES[self.code].blocks

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.header, "code": self.code, "message": self.message}


def describe(code: str, params: Mapping[str, Any]) -> str:
    """The message of a cell code with its places filled."""
    return str(CELL_CODES[code].message) % dict(params)


def refused(code: str, **params: Any) -> Refused:
    """The error for a file that cannot be read at all."""
    return Refused(code, str(FILE_CODES[code].message) % params, data=params)
