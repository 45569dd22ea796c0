"""Mail: one message (.eml), or a web page saved as one (.mhtml) → a page.

The HTML part goes first, then plain text. The sender of a message is the outlet and its date the day; of a
saved page they are the browser and the day of saving, and the page itself says what it is.
"""

from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from lxml import etree
from lxml import html as markup

from onrecord.collect.decoding import decoded
from onrecord.collect.page import MAX_CHARACTERS, Page
from onrecord.errors import CollectError
from onrecord.records import Source

MAX_PARTS = 200
MAX_FIELD = 20_000  # characters of a field of a head; longer ones take minutes to parse
MAX_WORDS = 2_000  # characters that are kept of a subject or a sender
LAYOUT = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
DAMAGE = (
    MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError,
)  # fmt: skip


def page(data: bytes, path: str) -> Page:
    """The page of one message.

    Raises:
        CollectError: no message, too many parts, or without HTML and plain text.
    """
    try:
        return _page(message_from_bytes(data), path)
    except DAMAGE as error:
        raise CollectError(f"no e-mail message that can be read ({error}); save it anew as .eml") from error


def snapshot(data: bytes, path: str) -> Page:
    """The page that a browser saved in one file, with its address.

    Raises:
        CollectError: no saved page, too many parts, or without HTML.
    """
    try:
        message = message_from_bytes(data)
        body, is_html = _body(message)
        url = _words(str(message.get("Snapshot-Content-Location", "")))
    except DAMAGE as error:
        raise CollectError(f"no saved page that can be read ({error}); save it as HTML") from error
    if not is_html:
        raise CollectError("a saved page without HTML; save it as HTML")
    return Page(source=Source(path=path, url=url, format="html"), html=body)


def _page(message: Message, path: str) -> Page:
    if not message.keys():
        raise CollectError("no e-mail message: it has no head; save it anew as .eml")
    body, is_html = _body(message)
    source = _source(message, path)
    if is_html:
        return Page(source=source, html=_unlaid(body))
    if len(body) > MAX_CHARACTERS:
        raise CollectError(f"{len(body):,} characters, more than {MAX_CHARACTERS:,}; split it")
    return Page(source=source, text=body)


def _body(message: Message) -> tuple[str, bool]:
    """The words of a message, and whether they are HTML."""
    part = _part(message)
    is_html = part.get_content_type() == "text/html"
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset()
    return decoded(payload if isinstance(payload, bytes) else b"", html=is_html, charset=charset), is_html


def _part(message: Message) -> Message:
    """The first HTML of a message, else its first plain text; what is attached does not count."""
    body: Message | None = None
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS or any(len(str(value)) > MAX_FIELD for value in part.values()):
            raise CollectError("too many parts or too long a head; save the newsletter itself")
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/html":
            return part
        if body is None and part.get_content_type() == "text/plain":
            body = part
    if body is None:
        raise CollectError("a message without HTML or plain text; save what is attached")
    return body


def _source(message: Message, path: str) -> Source:
    # Taken apart first and decoded then: a decoded name may hold what looks like an address.
    name, address = parseaddr(str(message.get("From", ""))[:MAX_WORDS])
    return Source(
        path=path,
        format="email",
        outlet=_words(name) or address or None,
        title=_words(str(message.get("Subject", ""))),
        published=_sent(message),
    )


def _sent(message: Message) -> str | None:
    """When it was sent, as its head says; None: it does not, or not so that it can be read."""
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))[:100]).isoformat(timespec="seconds")
    except DAMAGE:
        return None


def _words(field: str) -> str | None:
    """The words of a field, decoded."""
    try:
        told = str(make_header(decode_header(field[:MAX_WORDS])))
    except DAMAGE:
        told = field[:MAX_WORDS]
    return " ".join(told.encode("utf-8", "replace").decode().replace("\0", "").split()) or None


def _unlaid(html: str) -> str:
    """The same page with plain blocks for its tables, in which newsletters lay out their text."""
    try:
        tree = markup.document_fromstring(html.encode(), parser=markup.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise CollectError(f"the message's HTML cannot be parsed ({error}); save its text") from error
    for element in tree.iter(*LAYOUT):
        element.tag = "div"
    return str(etree.tostring(tree, encoding="unicode", method="html"))
