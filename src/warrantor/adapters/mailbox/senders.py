"""Who sent a message: the one address it names, whether our own mail server vouches for it, and whether a person wrote.

The header that vouches is RFC 8601's; whoever else wrote one into the message is not believed.
"""

import re
from collections.abc import Iterable, Sequence

Headers = Sequence[tuple[str, str]]
"""Names in lower case with what they say, each a line of text, in the order of the message."""
_ADDRESS = r"[^\s<>()\[\],;:\\\"@]+@[^\s<>()\[\],;:\\\"@]+"
_NAMED = re.compile(rf"^(?P<name>[^<>]*)<\s*(?P<address>{_ADDRESS})\s*>$")
_BARE = re.compile(rf"^(?P<address>{_ADDRESS})(\s*\((?P<name>[^()<>]*)\))?$")
_SEVERAL = re.compile(r"@[^\s,]+\s*,")
_ANY = re.compile(_ADDRESS)
_BULK = ("bulk", "junk", "list", "auto_reply")
_ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo)([+@-]|$)")


def sender(headers: Headers) -> tuple[str, str]:
    """The address in lower case and the name; both empty where not exactly one is named."""
    told = [value.strip() for name, value in headers if name == "from"]
    found = (_NAMED.match(told[0]) or _BARE.match(told[0])) if len(told) == 1 and len(told[0]) < 1_000 else None
    if found is None or _SEVERAL.search(re.sub(r'"[^"]*"', "", found["name"] or "")):
        return "", ""
    address = found["address"].lower()
    return (address, (found["name"] or "").strip(' "')[:200]) if len(address) <= 254 else ("", "")


def recipients(headers: Headers) -> tuple[str, ...]:
    """All addresses it went to, as far as it says: those that the mail server noted come first."""
    order = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
    told = [value[:20_000] for wanted in order for name, value in headers if name == wanted]
    return tuple(dict.fromkeys(one.lower() for value in told for one in _ANY.findall(value)))[:100]


def passed_through(headers: Headers) -> tuple[str, ...]:
    """Addresses that mark that they sent it on, or wrote it themselves."""
    told = [value for name, value in headers if name == "x-loop"]
    return tuple(one.lower() for value in told[:20] for one in _ANY.findall(value[:1_000]))


def automatic(headers: Headers, content_type: str, address: str) -> str:
    """Why no person wrote it, in a word; empty where one may have."""
    said = {name: value.strip().lower() for name, value in reversed(headers)}
    if said.get("return-path", "-").replace(" ", "") in ("<>", ""):
        return "bounce"
    if content_type == "multipart/report":
        return "report"
    if said.get("auto-submitted", "no").partition(";")[0].strip() not in ("no", ""):
        return "auto-submitted"
    if said.get("precedence", "") in _BULK or "list-id" in said or "list-unsubscribe" in said:
        return "bulk"
    if "x-autoreply" in said or "x-autorespond" in said or said.get("x-auto-response-suppress") == "all":
        return "auto-reply"
    if not address:
        return "no-sender"
    return "robot" if _ROBOTS.match(address) else ""


def vouched(headers: Headers, address: str, authority: str) -> bool:
    """Whether the mail server `authority` says that whoever holds the domain of an address let this be sent.

    `dmarc` decides where the server judged it; else a `dkim` or `spf` that passed for that very domain, or one above
    it. Of several the server wrote the first: its own stand on top of what came in.
    """
    domain = address.rpartition("@")[2]
    if not authority or not domain:
        return False
    results: dict[str, list[dict[str, str]]] = {}
    for said in _results(headers, authority):
        for method, result, properties in said:
            results.setdefault(method, []).append({**properties, "": result})
    if "dmarc" in results:
        first = results["dmarc"][0]
        return first[""] == "pass" and first.get("header.from", domain) == domain
    signed = any(one[""] == "pass" and _above(_signer(one), domain) for one in results.get("dkim", ()))
    sent = results.get("spf", [{"": ""}])[0]
    return signed or (sent[""] == "pass" and _above(_domain(sent.get("smtp.mailfrom", "")), domain))


_Result = tuple[str, str, dict[str, str]]


def _results(headers: Headers, authority: str) -> Iterable[list[_Result]]:
    for name, value in headers:
        if name == "authentication-results" and len(value) < 20_000:
            head, *told = _without_comments(value).split(";")
            if head.split()[:1] == [authority.lower()]:
                yield [one for one in map(_result, told) if one is not None]


def _result(told: str) -> _Result | None:
    words = [word.partition("=") for word in re.sub(r"\s*=\s*", "=", told).split()]
    if not words or not words[0][1]:
        return None
    return words[0][0].partition("/")[0], words[0][2], {key: value.strip('"') for key, _, value in words[1:]}


def _without_comments(value: str) -> str:
    """In lower case, without what stands in brackets; in quotation marks others write what they like, so nothing there
    divides.
    """
    kept, depth, quoted = [], 0, False
    for letter in value.lower():
        if letter == '"' and not depth:
            quoted = not quoted
        elif not quoted and letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif not depth and not (quoted and letter in ";= \t()"):
            kept.append(letter)
    return "".join(kept)


def _signer(said: dict[str, str]) -> str:
    return said.get("header.d") or _domain(said.get("header.i", ""))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip("<>")


def _above(domain: str, of: str) -> bool:
    return "." in domain and (of == domain or of.endswith(f".{domain}"))
