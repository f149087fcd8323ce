"""Print the JSON Schema of methodology files."""

import json
import sys

from . import json_schema

if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")
