"""A program that answers as NCALayer does, on this computer alone: for the demo and for tests. It proves nothing.

`python -m reports.signing.practice --keys var/authority --port 13000` waits for the sign-off page and signs what it sends
with the key that the demo issued to the first head of the body that the manifest names.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reports.signing.authority import load, sign

HOST: Final = "127.0.0.1"
GREETING: Final = {"result": {"version": "1.4"}}
#: The longest question that is read, in bytes.
MOST: Final = 8_000_000
#: By RFC 6455: what the key of an opening is hashed with, and the codes of frames.
_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_MORE, _TEXT, _CLOSE, _PING, _PONG = 0, 1, 8, 9, 10


@dataclass
class Practice:
    """``keys``: the folder of the keys. ``does``: sign, cancel as a reader who presses "cancel", refuse, or close."""

    keys: Path
    does: str = "sign"

    async def serve(self, port: int = 0) -> asyncio.Server:
        """Listens on the loopback; port 0 takes a free one."""
        return await asyncio.start_server(self.talk, HOST, port)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One page: the greeting, then an answer to each question until the page leaves."""
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
            writer.write(_opened(await reader.readuntil(b"\r\n\r\n")))
            writer.write(_frame(GREETING))
            while (question := await _message(reader, writer)) is not None and self.does != "close":
                writer.write(_frame(self.answer(json.loads(question))))
                await writer.drain()
        writer.close()

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """What NCALayer answers to ``sign`` of its module ``basics``."""
        if self.does == "cancel":
            return {"status": False, "code": "500", "message": "action.canceled"}
        if self.does == "refuse" or question.get("method") != "sign":
            return {"status": False, "code": "500", "message": "storage.empty"}
        content = base64.b64decode(question["args"]["data"])
        return {"status": True, "body": {"result": [base64.b64encode(self.signature(content)).decode()]}}

    def signature(self, content: bytes) -> bytes:
        """The detached signature over a manifest, as of the time that it names. Raises ValueError if there is no key."""
        told = json.loads(content)
        found = sorted(self.keys.glob(f"*-{told['body']['bin']}-*.pem"), key=lambda one: one.stat().st_mtime)
        if not found:
            raise ValueError("no key of this body")
        stamps = self.keys / "stamps.pem"
        at = datetime.fromisoformat(told["at"])
        return sign(content, load(found[-1]), at, stamp_by=load(stamps) if stamps.exists() else None)


def _opened(request: bytes) -> bytes:
    lines = (line.partition(":") for line in request.decode("latin-1").split("\r\n"))
    fields = {name.strip().lower(): value.strip() for name, _colon, value in lines}
    # An answer to the key that the page sent, not a secret.
    proof = hashlib.sha1(fields.get("sec-websocket-key", "").encode() + _MAGIC).digest()  # noqa: S324
    accept = base64.b64encode(proof).decode()
    head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    return f"{head}Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()


def _frame(content: dict[str, Any], code: int = _TEXT) -> bytes:
    return _raw(json.dumps(content).encode(), code)


def _raw(data: bytes, code: int) -> bytes:
    length = len(data)
    if length < 126:
        size = bytes([length])
    elif length < 65536:
        size = bytes([126]) + length.to_bytes(2, "big")
    else:
        size = bytes([127]) + length.to_bytes(8, "big")
    return bytes([0x80 | code]) + size + data


async def _message(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes | None:
    """The next whole message, put together from its frames; None when the page closes. Raises ValueError if too long."""
    parts: list[bytes] = []
    while True:
        first, second = await reader.readexactly(2)
        length = second & 0x7F
        if length > 125:
            length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8), "big")
        if length + sum(map(len, parts)) > MOST:
            raise ValueError("too long")
        mask = await reader.readexactly(4) if second & 0x80 else b"\0\0\0\0"
        data = await reader.readexactly(length)
        plain = bytes(one ^ mask[place % 4] for place, one in enumerate(data))
        code = first & 0x0F
        if code == _CLOSE:
            return None
        if code == _PING:
            writer.write(_raw(plain, _PONG))
        elif code in (_TEXT, _MORE):
            parts.append(plain)
            if first & 0x80:
                return b"".join(parts)


async def _run(practice: Practice, port: int) -> None:
    async with await practice.serve(port) as server:
        await server.serve_forever()


def main() -> None:
    """Until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m reports.signing.practice", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--keys", type=Path, default=Path("var/authority"), help="the folder of the demo's keys"
    )
    parser.add_argument("--port", type=int, default=13000, help="where it listens on the loopback")
    parser.add_argument("--does", choices=["sign", "cancel", "refuse", "close"], default="sign")
    arguments = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(Practice(arguments.keys, arguments.does), arguments.port))


if __name__ == "__main__":
    main()
