"""Mail: one message (.eml) → a page. The HTML part goes first, then plain text; the sender is the outlet."""

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


def _page(message: Message, path: str) -> Page:
    if not message.keys():
        raise CollectError("no e-mail message: it has no head; save it anew as .eml")
    part = _part(message)
    is_html = part.get_content_type() == "text/html"
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset()
    body = decoded(payload if isinstance(payload, bytes) else b"", html=is_html, charset=charset)
    source = _source(message, path)
    if is_html:
        return Page(source=source, html=_unlaid(body))
    if len(body) > MAX_CHARACTERS:
        raise CollectError(f"{len(body):,} characters, more than {MAX_CHARACTERS:,}; split it")
    return Page(source=source, text=body)


def _part(message: Message) -> Message:
    """The first HTML of a message, else its first plain text; what is attached does not count."""
    found: dict[str, Message] = {}
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS or any(len(str(value)) > MAX_FIELD for value in part.values()):
            raise CollectError("too many parts or too long a head; save the newsletter itself")
        if part.get_content_disposition() != "attachment":
            found.setdefault(part.get_content_type(), part)
    body = found.get("text/html") or found.get("text/plain")
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
