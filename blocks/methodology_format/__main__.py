"""Print the JSON Schema of methodology files."""

import json

from . import json_schema

print(json.dumps(json_schema(), ensure_ascii=False, indent=1))
