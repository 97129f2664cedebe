"""What matching has learned, as people read it: the model in use, going back, a provider's own taste."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matcher.features import GROUPS
from matcher.feedback import REASON_GROUPS
from matcher.ranking import Ranker, WeightedRanker
from models.db import Connection, Database
from models.entities.learning import AnswerCount, ModelLine, Training, UseLine, UseMarks
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, NotAllowed, NotFound
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.learning import ModelRepository, TrainingRepository
from web.clock import Clock
from web.services.matching import acting_provider
from web.services.rankers import InUse, load, load_model

# The stated weights, which are code and have no row.
STATED_VERSION = WeightedRanker().name
# A group counts as moved from here on.
MOVED = 0.05


@dataclass(frozen=True, slots=True)
class GroupWeight:
    """What a group weighs in all lists, against what was stated; both sides' mean."""

    group: str
    stated: float
    now: float
    # Noes that named it.
    n_noes: int

    @property
    def times(self) -> float:
        """How many times as much as stated."""
        return self.now / self.stated if self.stated else 1.0


@dataclass(frozen=True, slots=True)
class Learning:
    """The organiser's and the administrator's page."""

    in_use: InUse
    line: ModelLine | None
    weights: list[GroupWeight]
    last: Training | None
    waiting: Training | None
    models: list[ModelLine]
    uses: list[UseLine]
    use_id: int
    may_train: bool


@dataclass(frozen=True, slots=True)
class ModelView:
    """One model, for whoever reads its name under a list."""

    version: str
    line: ModelLine | None
    weights: list[GroupWeight]
    in_use: bool


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """How much more or less a group counts for one provider than for all."""

    group: str
    times: float
    # How often its own answers named the group, by reason.
    reasons: tuple[AnswerCount, ...]


@dataclass(frozen=True, slots=True)
class OwnTaste:
    """What a provider's own answers taught."""

    acting: Acting
    version: str
    groups: list[OwnGroup]
    answers: list[AnswerCount]
    reset_at: datetime | None

    @property
    def n_answers(self) -> int:
        """Answers that count."""
        return sum(one.n for one in self.answers)


async def open_learning(db: Database, *, viewer: Viewer) -> Learning:
    """The model in use, what it was made from, and all that came before it."""
    _keeper(viewer)
    async with db.read() as conn:
        models, trainings = ModelRepository(conn), TrainingRepository(conn)
        marks = await models.in_use()
        in_use = await load(conn, marks)
        lines, uses, runs = await models.models(), await models.uses(), await trainings.latest()
    line = next((one for one in lines if one.id == in_use.model_id), None)
    last = next((one for one in runs if one.finished_at is not None), None)
    counts = _counts(line.summary if line is not None else last.report if last is not None else {})
    return Learning(
        in_use,
        line,
        group_weights(in_use.ranker, counts),
        last,
        next((one for one in runs if one.finished_at is None), None),
        lines,
        uses,
        marks.use_id,
        may_train=Role.ADMIN in viewer.roles,
    )


async def ask_for_training(db: Database, clock: Clock, *, viewer: Viewer) -> None:
    """Ask for a run in the worker; pressing twice asks once."""
    if Role.ADMIN not in viewer.roles:
        raise NotAllowed("not_allowed")
    async with db.transaction() as conn:
        if await TrainingRepository(conn).request(clock.now(), viewer.person_id):
            await AuditRepository(conn).note(clock.now(), viewer.person_id, "ask_training", "training", None)
        await enqueue(conn, "train")


async def use_model(db: Database, clock: Clock, *, viewer: Viewer, version: str, seen: int) -> None:
    """Let another model make all lists from now on; `seen` is the change that the person looked at."""
    _keeper(viewer)
    async with db.transaction() as conn:
        models = ModelRepository(conn)
        await models.lock()
        marks = await models.in_use()
        if marks.use_id != seen:
            raise Conflict("model_changed_meanwhile")
        line = await _line(conn, version)
        model_id = None if line is None else line.id
        if model_id == marks.model_id:
            raise Conflict("model_in_use_already")
        await models.use(model_id, clock.now(), viewer.person_id, "chosen")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "use_model", "ranker_model", model_id, {"version": version}
        )


async def open_model(db: Database, *, viewer: Viewer, version: str) -> ModelView:
    """What made a list, for any signed-in person: nobody's own taste is in it."""
    async with db.read() as conn:
        line = await _line(conn, version)
        marks: UseMarks = await ModelRepository(conn).in_use()
        ranker = WeightedRanker() if line is None else await load_model(conn, line.id)
    model_id = None if line is None else line.id
    counts = _counts(line.summary if line is not None else {})
    return ModelView(version, line, group_weights(ranker, counts), model_id == marks.model_id)


async def open_own_taste(
    db: Database, *, viewer: Viewer, ranker: Ranker, organisation_id: int | None = None
) -> OwnTaste:
    """What one of the viewer's vetted providers' own answers moved in its own list."""
    acting = acting_provider(viewer, organisation_id)
    async with db.read() as conn:
        models = ModelRepository(conn)
        answers = await models.own_answers(viewer, acting.organisation_id)
        reset_at = await models.last_reset(viewer, acting.organisation_id)
    return OwnTaste(
        acting, ranker.name, own_groups(ranker, str(acting.organisation_id), answers), answers, reset_at
    )


async def reset_own_taste(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int | None = None
) -> None:
    """Forget what a provider's answers moved in its own list; the answers themselves stay."""
    acting = acting_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        await ModelRepository(conn).reset_taste(acting.organisation_id, clock.now(), viewer.person_id)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "reset_taste", "organisation", acting.organisation_id
        )


def group_weights(ranker: Ranker, counts: Mapping[str, int]) -> list[GroupWeight]:
    """Each group's weight; none for trees, whose parts differ from pair to pair."""
    if not isinstance(ranker, WeightedRanker):
        return []
    stated = WeightedRanker()
    noes: dict[str, int] = {}
    for reason, group in REASON_GROUPS.items():
        noes[group] = noes.get(group, 0) + counts.get(f"no:{reason}", 0)
    return [
        GroupWeight(group, _weight_of(stated, group), _weight_of(ranker, group), noes.get(group, 0))
        for group in GROUPS
    ]


def own_groups(ranker: Ranker, provider: str, answers: list[AnswerCount]) -> list[OwnGroup]:
    """The groups that count otherwise for one provider, the most moved first."""
    own = ranker.deviations.get(provider, {}) if isinstance(ranker, WeightedRanker) else {}
    found = []
    for group in GROUPS:
        base = _side_weight(ranker.provider_weights, group) if isinstance(ranker, WeightedRanker) else 0.0
        if not base:
            continue
        times = 1.0 + _side_weight(own, group) / base
        if abs(times - 1.0) >= MOVED:
            named = tuple(a for a in answers if a.reason and REASON_GROUPS.get(a.reason) == group)
            found.append(OwnGroup(group, times, named))
    return sorted(found, key=lambda one: (-abs(one.times - 1.0), one.group))


def _weight_of(ranker: WeightedRanker, group: str) -> float:
    both = _side_weight(ranker.provider_weights, group) + _side_weight(ranker.company_weights, group)
    return both / 2


def _side_weight(weights: Mapping[str, float], group: str) -> float:
    return sum(value for name, value in weights.items() if name.split(".")[0] == group)


def _counts(told: Mapping[str, object]) -> Mapping[str, int]:
    counts = told.get("counts")
    return counts if isinstance(counts, dict) else {}


async def _line(conn: Connection, version: str) -> ModelLine | None:
    """The row of a version; None is the stated weights."""
    if version == STATED_VERSION:
        return None
    found = await ModelRepository(conn).models(version=version)
    if not found:
        raise NotFound
    return found[0]


def _keeper(viewer: Viewer) -> None:
    if not {Role.ORGANISER, Role.ADMIN} & viewer.roles:
        raise NotAllowed("not_allowed")
