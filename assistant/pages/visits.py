"""One visit of a page: its language, what stands around it, and calm words for errors.

Whatever happens, a person reads a page of ours.
"""

import logging
from collections.abc import Awaitable, Callable
from secrets import token_hex

from fastapi.responses import Response
from starlette.requests import Request as HttpRequest

from assistant.errors import (
    AssistantError,
    BadRequest,
    EvidenceUnavailable,
    NotFound,
)
from assistant.pages.address import BadParameter
from assistant.pages.rendering import (
    Layout,
    Place,
    chosen_language,
    language_links,
    rendered,
)
from assistant.wording import Wording, wording
from vectorstore.errors import VectorstoreError

LOG = logging.getLogger(__name__)


class Visit:
    """One request for a page, and the language that it is answered in."""

    def __init__(self, request: HttpRequest, *, path: str | None = None) -> None:
        """Read a request; `path` is where the page lies, if not where it was sent."""
        self.request = request
        self.query = request.query_params
        self._path = path or request.url.path
        lang = self.query.get("lang")
        accepted = request.headers.get("accept-language", "")
        self.say: Wording = wording(chosen_language(lang, accepted))
        self.lang = self.say.language if lang else None

    def layout(self, place: Place, title: str) -> Layout:
        """Return what stands around a page."""
        return Layout(
            place=place,
            title=title,
            lang=self.lang,
            languages=language_links(self._path, self.query.multi_items()),
        )

    def problem(
        self, title: str, sentence: str, status: int, **values: object
    ) -> Response:
        """Return the page that says what is wrong; `title` is a key of `problem`."""
        say = self.say
        heading = say.say(title if "." in title else f"problem.{title}")
        return rendered(
            "problem.html",
            layout=self.layout("problem", heading),
            say=say,
            status=status,
            heading=heading,
            sentence=say.say(sentence, **values),
            q=self.query.get("q", "")[:1_000],
        )


async def shown(visit: Visit, page: Callable[[Visit], Awaitable[Response]]) -> Response:
    """Return a page, or the page that says in calm words what is wrong."""
    try:
        return await page(visit)
    except BadParameter as error:
        return visit.problem("title", error.sentence, 422, **error.values)
    except BadRequest:  # nothing but signs that no search can use
        return visit.problem("title", "chat.empty", 422)
    except NotFound:
        return visit.problem("not_found_title", "problem.not_found", 404)
    except EvidenceUnavailable as error:
        if error.code == "index_missing":
            return visit.problem("empty_title", error.message_key, 200)
        return _failed(visit, error, 503)
    except VectorstoreError as error:
        return _failed(visit, error, 503)
    except AssistantError as error:
        return _failed(visit, error, 500)
    except Exception as error:
        LOG.exception("a page failed unexpectedly")
        return _failed(visit, error, 500)


def _failed(visit: Visit, error: Exception, status: int) -> Response:
    reference = token_hex(4)
    LOG.error("a page failed, reference %s", reference, exc_info=error)
    return visit.problem("failed_title", "problem.failed", status, reference=reference)
