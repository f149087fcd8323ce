"""Files that others made, read as hostile and as they were meant: by one gate, one reader of text, one of workbooks.

`gate` turns whatever goes wrong into a sentence, and lets readers run in a child process: `child` is the portal's side of
it, `reader` the process, `plain` what travels. `archives` tells what a file is and bounds what it unpacks to;
`text`, `xml_parts` and `workbook` read text, XML and tables of Excel; `numbers` reads numbers as the file means them.
"""
