"""What a file on somebody's disk is, before a report reads it: `prodops check FILE`.

`registry` finds the tables that the wings declare, `proposals` says what unknown headers may mean, `checking` puts
both together and writes the mapping, `shown` says it on a terminal, `defined` checks definitions. Nothing here names a
question.
"""

from prodops_kit.intake.checked import Checked
from prodops_kit.intake.checking import check_file, check_mappings, is_data
from prodops_kit.intake.defined import check_definitions

__all__ = ["Checked", "check_definitions", "check_file", "check_mappings", "is_data"]
