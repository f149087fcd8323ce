"""A methodology as an Excel workbook: the same format as the YAML file, in sheets for people, without loss.

    data = to_workbook(methodology, translate)     # bytes of an .xlsx; read_workbook(data) == methodology
    data = to_workbook(methodology, translate, meanings)   # with the words of coded values on its sheet of explanations
    found = read_workbook(data)                    # Methodology | OverallMethodology | list[FileProblem]

A workbook is read as hostile: its size is bounded before anything is unpacked, no formula is computed, no link is
followed. Every bad cell is named with its sheet and address. The layout is in docs/methodology-format.md.
"""

from engine.foreign.archives import looks_like_workbook

from .reading import read_workbook
from .writing import CannotBeWritten, to_workbook

__all__ = ["CannotBeWritten", "looks_like_workbook", "read_workbook", "to_workbook"]
