"""Requests that are not repeated by chance; see schemathesis.toml."""

import re
import uuid

import schemathesis

_FITS = re.compile(r"[!-~]{1,200}")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives every request with an Idempotency-Key a key of its own.

    The first answer to a key is the right one also when the post was deleted
    in between, which looks like a post that was made and is not there.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and _FITS.fullmatch(key):
        case.headers["Idempotency-Key"] = key + uuid.uuid4().hex
