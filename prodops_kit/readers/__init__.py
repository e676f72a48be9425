"""From a file to rows of text with the line each starts on: one module a kind of file.

`delimited` reads text with separators, `headers` finds declared columns among a file's headers, `forms` says
in SQL how money, days and currencies are written and proves which form a file uses.
"""

from prodops_kit.readers.delimited import Sheet, header_of, open_sheet

__all__ = ["Sheet", "header_of", "open_sheet"]
