"""What a file on somebody's disk is, before a report reads it: `prodops check FILE`.

`registry` finds the tables that the wings declare, `proposals` says what unknown headers may mean, `checking` puts
both together and writes the mapping, `shown` says it on a terminal. Nothing here names a question.
"""

from prodops_kit.intake.checking import Checked, check_file, check_mappings, is_data

__all__ = ["Checked", "check_file", "check_mappings", "is_data"]
