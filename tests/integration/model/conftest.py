"""A scripted model over real HTTP, and an assistant that asks it.

The endpoint is scripted; all in front of it is what runs in production. What holds for
every model is also tried on a real one, where MODEL_URL and MODEL_NAME name it.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from assistant.app import Services, SourceOptions, model_mode, open_services
from assistant.replies import Released, Reply, Request
from assistant.settings import Settings
from assistant.wording import wording
from evals.endpoint.relay import Upstream
from evals.endpoint.scripts import (
    Script,
)
from evals.endpoint.server import ScriptedEndpoint
from vectorstore.catalogue.audit_log import AuditLog
from vectorstore.records import Visibility

KEY = "sk-of-nobody-0123456789"
QUESTION = "How many wells were dug in Burkina Faso?"
WELLS = """# Wells in the Sahel

Forty-two village wells were dug in Burkina Faso in 2014 with engineers from Morocco.
The wells give water to 30,000 people in 19 villages. The engineers trained 60 local
masons, who keep the pumps running.
"""
CLINICS = """# Clinics on the river

Brazil lent four boats to Guyana in 2016, and nurses reach 25 villages with them. Wells
were not dug there, for the river gives water all the year.
"""
BARRAGES = """# Petits barrages

Le Burkina Faso a construit 17 petits barrages avec le Niger entre 2011 et 2015. Ils
retiennent l'eau des pluies pour les jardins des villages.
"""
SECRET = """# Wells, for staff only

Nine wells of Burkina Faso were dug in the wrong place, says the inner review of 2015.
"""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A small library, opened once; each test asks it with settings of its own."""
    folder = tmp_path_factory.mktemp("docs")
    home = tmp_path_factory.mktemp("home")
    for name, text in {
        "wells": WELLS,
        "clinics": CLINICS,
        "barrages": BARRAGES,
    }.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    staff = tmp_path_factory.mktemp("staff")
    (staff / "secret.md").write_text(SECRET, "utf-8")
    with open_services(Settings(home=home, workers=1), purpose="test") as services:
        services.ingest([folder], SourceOptions(platform="Test"))
        services.ingest(
            [staff], SourceOptions(platform="Test", visibility=Visibility.STAFF)
        )
        yield services


@pytest.fixture(scope="session")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def named() -> Upstream:
    """The model that the environment names, to be tried as well."""
    url, name = os.environ.get("MODEL_URL"), os.environ.get("MODEL_NAME")
    if not (url and name):
        pytest.skip("MODEL_URL and MODEL_NAME are unset: there is no model to try")
    return Upstream(
        url=url, model=name, api_key=os.environ.get("OPENAI_API_KEY", "none")
    )


@dataclass
class Desk:
    """An assistant with a model, and what it told meanwhile."""

    services: Services
    endpoint: ScriptedEndpoint
    runner: asyncio.Runner
    events: list[str | Released] = field(default_factory=list)

    def ask(self, script: Script, question: str = QUESTION, **request: object) -> Reply:
        """Ask with a script; `events` and `asked` are of this question alone."""
        self.endpoint.script = script
        self.events = []
        self._before = len(self.endpoint.requests)
        readers = request.pop("readers", "public")
        return self.runner.run(
            self.services.assistant.ask(
                Request.model_validate({"question": question, **request}),
                readers=readers,  # type: ignore[arg-type]
                on_event=self.events.append,
            )
        )

    @property
    def asked(self) -> int:
        """Requests to the endpoint for the last question."""
        return len(self.endpoint.requests) - self._before

    def frozen(self, reply: Reply) -> dict:
        """Return the audit record's body."""
        record = self.services.assistant.auditor._log.get(reply.audit_id)
        assert record is not None
        return record.body

    def number_to_come(self, offset: int) -> int:
        """Return the number of a request to come."""
        return len(self.endpoint.requests) + offset

    def hold_to_the_sources(self, reply: Reply) -> None:
        """What must be so of every answer, whatever the model did."""
        cited = {citation.marker: citation for citation in reply.citations}
        assert sorted(cited) == list(range(1, len(cited) + 1))
        for citation in reply.citations:
            document = self.services.library.document(citation.document_id)
            assert document is not None
            assert document.text[slice(*citation.span)] == citation.quote
            assert citation.verdict in {"supported", "partial"}
            assert citation.verdict_reason
        for claim in reply.claims:
            assert claim.citations
            assert set(claim.citations) <= set(cited)
            verdicts = [cited[marker].verdict for marker in claim.citations]
            assert claim.verdict == max(verdicts, key=["supported", "partial"].index)
            assert "[" not in claim.text
            assert claim.text in reply.text
        released = [event for event in self.events if isinstance(event, Released)]
        if reply.mode == "model":
            assert [event.claim for event in released] == list(reply.claims)
            told = [citation for event in released for citation in event.citations]
            assert told == list(reply.citations)
        else:
            assert released == []
        self._hold_quotes_behind_claims(reply, released)

    def _hold_quotes_behind_claims(
        self, reply: Reply, released: list[Released]
    ) -> None:
        """Where a model failed: its claims, why, and words that nothing cites yet."""
        written = [event for event in released if not event.quoted]
        quoted = [event for event in released if event.quoted]
        assert released == written + quoted
        head, why, behind = reply.text.partition(
            wording(reply.language).say("answer.model_broke_off")
        )
        assert bool(why) == bool(quoted)
        cited = [citation for event in written for citation in event.citations]
        for event in quoted:
            [citation] = event.citations
            assert event.claim.text == citation.quote
            assert event.claim.citations == (citation.marker,)
            assert f"• {citation.quote} [{citation.marker}]" in behind
            assert citation.title in behind
            for known in cited:
                apart = known.document_id != citation.document_id or (
                    known.span[1] <= citation.span[0]
                    or citation.span[1] <= known.span[0]
                )
                assert apart, "what is cited already is quoted again"
            cited.append(citation)
        for event in written if quoted else ():
            assert event.claim.text in head

    def in_quotes(self, reply: Reply, sentence: str = "unavailable") -> None:
        """The reply is the sources' own words, and says so first."""
        assert (reply.kind, reply.mode, reply.model) == ("answer", "quoting", None)
        assert sentence in reply.text.split("\n")[0]
        assert "Forty-two village wells" in reply.text
        self.hold_to_the_sources(reply)


@pytest.fixture(scope="session")
def open_desk(served: Services, endpoint: ScriptedEndpoint):
    """Open an assistant with other settings."""

    @contextmanager
    def opened(**settings: object) -> Iterator[Desk]:
        told = {
            "home": served.settings.home,
            "chat_model": "scripted",
            "openai_base_url": endpoint.url,
            "openai_api_key": KEY,
            "chat_silence_s": 0.6,
            **settings,
        }
        assistant = served.assistant
        model = model_mode(
            Settings.model_validate(told),
            served.library,
            assistant.search_engine,
            AuditLog(served.library.engine),
        )
        assert model is not None
        services = replace(served, assistant=replace(assistant, model=model))
        with asyncio.Runner() as runner:
            try:
                yield Desk(services, endpoint, runner)
            finally:
                runner.run(model.close())

    return opened


@pytest.fixture
def desk(open_desk) -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk
