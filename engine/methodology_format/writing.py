"""Writing a methodology as YAML: the same keys in the same order, nothing lost, pleasant to read and to compare."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from engine.methodology import MethodologyText, OverallMethodologyText

from .layout import METHODOLOGY, OVERALL
from .nodes import scalar

_WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """SafeDumper with indented lists and no anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text and text.isprintable() is False and all(c == "\n" or c.isprintable() for c in text):
        style = "|"
    elif not all(c.isprintable() for c in text):
        style = '"'  # escapes keep what YAML would otherwise fold or normalise
    elif not isinstance(scalar(text, plain=True), str):
        style = "'"  # 09 is text to PyYAML, and a number to the loader
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: _Dumper, number: Decimal) -> yaml.ScalarNode:
    text = format(number, "f")
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)


def dump(methodology: MethodologyText | OverallMethodologyText) -> str:
    """The methodology as a YAML file; loading it gives an equal methodology."""
    shape = OVERALL if isinstance(methodology, OverallMethodologyText) else METHODOLOGY
    text: str = yaml.dump(
        shape.dump(methodology), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH,
        default_flow_style=False,
    )  # fmt: skip
    return text
