"""Print the JSON Schema of methodology files."""

import json
import sys

from . import json_schema

sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")
