"""The checks of a report's values: each with its code and its sentence in a module of its own, said alike everywhere.

`base` says what a check and a fault are; `files`, `numbers` and `declared` put single checks to work. Pure. The page of a
report, its workbook and `python -m engine check` say the same words, because they are taken from here.
"""
