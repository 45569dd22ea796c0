"""Mail: one message (.eml) → a page. The HTML part goes first, then plain text; the sender is the outlet."""

from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from lxml import etree
from lxml import html as markup

from onrecord.collect.decoding import decoded
from onrecord.collect.page import MAX_CHARACTERS, Page
from onrecord.errors import CollectError
from onrecord.records import Source

MAX_PARTS = 200
MAX_HEADER = 2_000  # characters of a subject or a sender
LAYOUT = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
DAMAGE = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)


def page(data: bytes, path: str) -> Page:
    """The page of one message.

    Raises:
        CollectError: no message, too many parts, or without HTML and plain text.
    """
    try:
        return _page(message_from_bytes(data, policy=policy.default), path)
    except DAMAGE as error:
        raise CollectError(f"no e-mail message that can be read ({error}); save it anew as .eml") from error


def _page(message: EmailMessage, path: str) -> Page:
    if not message.keys():
        raise CollectError("no e-mail message: it has no head; save it anew as .eml")
    if sum(1 for _ in message.walk()) > MAX_PARTS:
        raise CollectError(f"more than {MAX_PARTS} parts; save the newsletter itself")
    part = message.get_body(("html", "plain"))
    if part is None:
        raise CollectError("a message without HTML or plain text; save what is attached")
    is_html = part.get_content_type() == "text/html"
    body = _body(part, is_html)
    if not is_html and len(body) > MAX_CHARACTERS:
        raise CollectError(f"{len(body):,} characters, more than {MAX_CHARACTERS:,}; split it")
    source = _source(message, path)
    return Page(source=source, html=_unlaid(body)) if is_html else Page(source=source, text=body)


def _body(part: MIMEPart, is_html: bool) -> str:
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset()
    return decoded(payload if isinstance(payload, bytes) else b"", html=is_html, charset=charset)


def _source(message: EmailMessage, path: str) -> Source:
    name, address = parseaddr(_header(message, "From") or "")
    sent = getattr(message.get("Date"), "datetime", None)  # None: no date, or none that can be read
    return Source(
        path=path,
        format="email",
        outlet=name or address or None,
        title=_header(message, "Subject"),
        published=sent.isoformat(timespec="seconds") if sent else None,
    )


def _header(message: EmailMessage, name: str) -> str | None:
    words = " ".join(str(message.get(name, "")).encode("utf-8", "replace").decode().split())
    return words.replace("\0", "")[:MAX_HEADER] or None


def _unlaid(html: str) -> str:
    """The same page with plain blocks for its tables, in which newsletters lay out their text."""
    try:
        tree = markup.document_fromstring(html.encode(), parser=markup.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise CollectError(f"the message's HTML cannot be parsed ({error}); save its text") from error
    for element in tree.iter(*LAYOUT):
        element.tag = "div"
    return str(etree.tostring(tree, encoding="unicode", method="html"))
