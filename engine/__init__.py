"""Plain Python without Django: formulas, the methodology document, scoring with trace, trial on files."""
