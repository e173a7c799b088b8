"""Ids, keys and cursors: what both peers know of posts, without AWS."""

import base64
import binascii
import os
import re
import time
from datetime import datetime, timezone
from uuid import UUID

BUCKET = os.environ["BUCKET"]
TABLE = os.environ["DYNAMO_TABLE"]
FEED_INDEX = "feed"
SHARDS = [f"FEED#{number}" for number in range(4)]
IMAGE_URL_SECONDS = 3600
UPLOAD_URL_SECONDS = 300
FILE_TYPES = ("image/jpeg", "image/png")

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_NAME = re.compile(r"[^/#\x00-\x1f\x7f-\x9f]{1,64}")


class Invalid(Exception):
    """What was sent is not what it has to be."""


def uuid7() -> str:
    millis = time.time_ns() // 1_000_000
    bits = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 7 << 76
    bits = bits & ~(0b11 << 62) | 0b10 << 62
    return str(UUID(int=bits))


def millis(uuid: str) -> int:
    return int(uuid[:8] + uuid[9:13], 16) if uuid[14] == "7" else 0


def created_at(uuid: str) -> str | None:
    time_ms = millis(uuid)
    if not time_ms:
        return None
    seconds, rest = divmod(time_ms, 1000)
    text = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{rest:03}".rstrip("0").rstrip(".")
    return f"{text}{fraction}Z"


def shard(uuid: str) -> str:
    return SHARDS[int(uuid[-2:], 16) % len(SHARDS)]


def order(uuid: str) -> str:
    return f"{millis(uuid):015}#{uuid}"


def share(limit: int) -> int:
    """How many posts to ask a shard for: its part of a page and some more."""
    even = -(-limit // len(SHARDS))
    return min(even + 2 * int(even**0.5) + 1, limit + 1)


def user_of(header: str) -> str:
    """The header's name: frameworks decode it as Latin-1, clients may send UTF-8."""
    try:
        header = header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        pass
    return checked_user(header)


def checked_user(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid("user name: it has 1 to 64 characters, none of them `/` or `#`")
    return name


def post_uuid(text: str) -> str:
    text = text.removeprefix("POST#")
    if not _UUID.fullmatch(text):
        raise Invalid("post id: it is not a uuid")
    return text.lower()


def new_item(user: str, title: str, body: str) -> dict[str, str]:
    """The attributes of a new post, all of them strings."""
    if len(title.encode()) > 1024 or len(body.encode()) > 65536:
        raise Invalid("the post is too long")
    uuid = uuid7()
    return {
        "user": f"USER#{user}",
        "id": f"POST#{uuid}",
        "title": title,
        "body": body,
        "feed_shard": shard(uuid),
        "feed_order": order(uuid),
    }


def upload_key(user: str, post: str, filename: str) -> str:
    base = re.split(r"[/\\]", filename)[-1]
    return f"{user}/{post}/{uuid7()}{_UNSAFE.sub('_', base)[-100:]}"


def cursor(listing: str, after: str) -> str:
    return base64.urlsafe_b64encode(f"1|{listing}|{after}".encode()).decode().rstrip("=")


def after(listing: str, text: str) -> str:
    """The uuid that a cursor of this list stands behind."""
    try:
        padded = text + "=" * (-len(text) % 4)
        version, found, uuid = base64.urlsafe_b64decode(padded).decode().split("|")
    except (ValueError, binascii.Error) as error:
        raise Invalid("cursor: it is none") from error
    if version != "1" or found != listing:
        raise Invalid("cursor: it belongs to another list")
    return post_uuid(uuid)
