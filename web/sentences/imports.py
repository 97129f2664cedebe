"""Sentences of files that people bring in."""

from web.i18n import N_

SENTENCES = {
    "import_taken_before": N_("This very file was imported before; nothing was imported a second time."),
    "import_not_waiting": N_("This file no longer waits for a decision. Nothing was changed."),
    "import_has_problems": N_(
        "Nothing was imported: rows of the file cannot be taken yet. They are listed below."
    ),
    "import_moved_on": N_(
        "Nothing was imported: what is on record has changed since you looked. Look again, then decide."
    ),
    "import_done": N_("Imported: %(new)s new, %(changed)s changed, %(same)s on record already."),
    "import_queued": N_("The import is under way; a mail tells you when it is done."),
    "import_dropped": N_("The file has been deleted; nothing was imported."),
    "import_mapped": N_("The columns are read as you said."),
    "import_no_file": N_("Please choose a file."),
    "import_too_large": N_("The file has more than %(limit)s MB."),
    "import_too_many_rows": N_("At most %(limit)s rows in one file."),
    "import_too_many_columns": N_("At most %(limit)s columns."),
    "import_empty": N_("The file holds no row below its headers."),
    "import_not_a_table": N_("This is neither CSV nor XLSX that we can read."),
    "import_old_excel": N_("This is an old Excel file (.xls). Please save it as XLSX or CSV."),
    "import_encoding": N_("The text is neither UTF-8 nor GB 18030. Please save it as CSV UTF-8 or as XLSX."),
    "import_swollen": N_("Unpacked, this workbook is far larger than we read. Please save it anew."),
    "import_bad_csv": N_("Line %(line)s cannot be read: a quotation mark or field does not end."),
    "import_formula": N_("This cell holds a formula. Please put its value in its place."),
    "import_error_cell": N_("This cell holds an error of the spreadsheet: %(text)s."),
    "import_column_twice": N_("Two columns are read as “%(column)s”."),
    "import_column_missing": N_("No column is read as “%(column)s”, which every row needs."),
    "import_not_a_value": N_("This is none of the values that the template lists for the column."),
    "import_one_of": N_("Please write one of: %(values)s."),
    "import_yes_or_no": N_("Please write yes or no."),
    "import_extra_cells": N_("This row has more cells than there are headers."),
    "import_twice": N_("This is also in row %(row)s of the file."),
    "import_name_on_record": N_(
        "An organisation of this name is on record, but not with this address. If it is meant, give its unified social credit code or the address of one of its people."
    ),
    "import_code_of_other_kind": N_("The organisation with this code is on record as something else."),
    "import_not_own_company": N_("A company of this name or code is on record, and you do not act for it."),
    "import_no_provider": N_("No provider of this name or code is on record."),
    "import_provider_unclear": N_("Several providers have this name; please give the code."),
    "import_unknown_space": N_("No host space of this name is on record."),
    "import_takes_part": N_("This person comes to the event already."),
    "import_event_closed": N_(
        "The event is not public, was cancelled or is over, so nobody can be registered."
    ),
}
