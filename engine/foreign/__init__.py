"""Files that others made, read as hostile and as they were meant: by one gate, one reader of text, one of workbooks.

`gate` turns whatever goes wrong into a sentence; `archives` tells what a file is and bounds what it unpacks to;
`text` and `workbook` read tables of text and of Excel; `numbers` reads numbers as the file means them.
"""
