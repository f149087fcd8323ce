"""A report as a workbook, both ways: what it holds, writing it, reading what came back, checking it, marking it. Pure.

`layout` is the one description of sheets and cells; `words` what stands on them in kk, ru and en; `writing` makes the
file, `reading` takes one apart in a child process, `checking` says everything that is wrong at once, `marking` writes the
workbook anew with those cells marked.
"""
