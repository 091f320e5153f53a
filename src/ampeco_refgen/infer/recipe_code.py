"""Code that recipes give to take over: how to verify the signature of a webhook; part of `recipe_book`.

`$signature_header` stands for the header's name, which is read from the document.
"""

from __future__ import annotations

PYTHON_SIGNATURE = '''\
import base64
import hashlib
import hmac


def is_genuine(body: bytes, signature: str, access_token: str) -> bool:
    """body: the bytes as received; signature: the header $signature_header; access_token: the one that subscribed."""
    digest = hmac.new(access_token.encode(), body, hashlib.sha256).digest()
    received = signature.strip().encode()
    in_hex = hmac.compare_digest(digest.hex().encode(), received.lower())
    in_base64 = hmac.compare_digest(base64.b64encode(digest), received)
    return in_hex or in_base64
'''

NODE_SIGNATURE = """\
const { createHmac, timingSafeEqual } = require("node:crypto");

// body: the bytes as received (a Buffer); signature: the header $signature_header; accessToken: the one that subscribed
function isGenuine(body, signature, accessToken) {
  const digest = createHmac("sha256", accessToken).update(body).digest();
  return ["hex", "base64"].some((encoding) => {
    const received = Buffer.from(signature.trim(), encoding);
    return received.length === digest.length && timingSafeEqual(received, digest);
  });
}
"""
