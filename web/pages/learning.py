"""Pages of what matching has learned: the organiser's, one model's, and a provider's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.entities.learning import ModelLine, Training, TrainingOutcome, UseLine
from models.entities.vocabulary import Choice, NoReason
from web import formats
from web.i18n import N_, gettext, ngettext
from web.pages.learning_figures import (
    RECIPES,
    ComparisonRow,
    Count,
    Plot,
    WeightRow,
    comparison_row,
    place_shares,
    plot,
    thin_sentence,
    weight_rows,
)
from web.reasons import GROUP_LABELS
from web.services.learning import MOVED, STATED_VERSION, GroupWeight, Learning, ModelView, OwnGroup, OwnTaste
from web.services.rankers import SIDES
from web.vocabulary import label

_SOURCES = {
    "interested": N_("A provider is interested"),
    "later": N_("A provider keeps it for later"),
    "kept": N_("A meeting was held"),
    "missed": N_("A provider declined the meeting"),
    "record": N_("Money confirmed by both sides"),
    "accepted": N_("A founder accepted an introduction"),
    "declined": N_("A founder declined an introduction"),
    "silence": N_("Shown for a week or more, not answered"),
}
_WHY = {
    "better": N_("Training found it better"),
    "chosen": N_("Chosen by hand"),
}


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model of the history, with what its button would do."""

    version: str
    recipe: str
    made_at: datetime | None
    learned_from: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class UseRow:
    """One change of the model in use."""

    version: str
    since: datetime
    why: str
    by: str | None


@dataclass(frozen=True, slots=True)
class LearningPage:
    """`learning/show.html`."""

    title: str
    answer: str
    acting_as: str
    learning: Learning
    recipe: str
    last_run: str | None
    last_model: str | None
    weights: list[WeightRow]
    moved: list[str]
    counts: list[Count]
    comparisons: list[ComparisonRow]
    places: list[Count]
    places_from: str
    plots: list[Plot]
    thin: str
    models: list[ModelRow]
    uses: list[UseRow]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """`learning/model.html`."""

    title: str
    answer: str
    view: ModelView
    recipe: str
    weights: list[WeightRow]
    counts: list[Count]


@dataclass(frozen=True, slots=True)
class OwnTastePage:
    """`learning/own.html`."""

    title: str
    answer: str
    taste: OwnTaste
    sentences: list[str]
    counts: list[Count]


def learning_page(learning: Learning, acting_as: str) -> LearningPage:
    """The organiser's and the administrator's page."""
    report = learning.last.report if learning.last is not None else {}
    told = report.get("examination", {})
    return LearningPage(
        title=gettext("What matching has learned"),
        answer=_answer(learning),
        acting_as=acting_as,
        learning=learning,
        recipe=_recipe(learning.line),
        last_run=None if learning.last is None else _run_sentence(learning.last),
        last_model=report.get("model"),
        weights=weight_rows(learning.weights),
        moved=moved_sentences(learning.weights),
        counts=source_counts(report.get("counts", {})),
        comparisons=[
            comparison_row(name, figures) for name, figures in report.get("comparisons", {}).items()
        ],
        places=place_shares(told.get("places", [])),
        places_from=ngettext(
            "Estimated from %(num)s impression, %(answers)s of them answered.",
            "Estimated from %(num)s impressions, %(answers)s of them answered.",
            told.get("n_impressions", 0),
            answers=formats.number(told.get("n_answers", 0)),
        ),
        plots=[plot(side, learning.in_use.calibration[side]) for side in SIDES],
        thin=thin_sentence(),
        models=_model_rows(learning),
        uses=[_use_row(use) for use in learning.uses],
    )


def model_page(view: ModelView) -> ModelPage:
    """One model, for whoever met its name under a list."""
    if view.line is None:
        answer = gettext("These weights were stated before anything was learned.")
    else:
        answer = gettext(
            "Made on %(day)s from feedback of %(since)s to %(until)s.",
            day=formats.date(view.line.created_at),
            since=formats.date(view.line.trained_from),
            until=formats.date(view.line.trained_until),
        )
    return ModelPage(
        gettext("Model %(model)s", model=view.version),
        answer,
        view,
        _recipe(view.line),
        weight_rows(view.weights),
        source_counts(view.line.summary.get("counts", {})) if view.line is not None else [],
    )


def own_taste_page(taste: OwnTaste) -> OwnTastePage:
    """A provider's own deviations in words."""
    if taste.groups:
        answer = ngettext(
            "%(num)s part of the score counts otherwise for you than for everybody.",
            "%(num)s parts of the score count otherwise for you than for everybody.",
            len(taste.groups),
        )
    else:
        answer = gettext("So far your list is ordered by the same weights as everybody's.")
    return OwnTastePage(
        gettext("What your answers taught"),
        answer,
        taste,
        [own_sentence(one) for one in taste.groups],
        [Count(_answer_label(one.choice, one.reason), one.n) for one in taste.answers],
    )


def moved_sentences(weights: Sequence[GroupWeight]) -> list[str]:
    """What moved, the most first, and how often a no named it."""
    moved = sorted((one for one in weights if abs(one.times - 1.0) >= MOVED), key=lambda w: -abs(w.times - 1))
    found = []
    for one in moved:
        said = gettext(
            "%(group)s counts %(times)s times as much as stated.",
            group=gettext(GROUP_LABELS[one.group]),
            times=formats.number(one.times, 2),
        )
        if one.n_noes:
            why = ngettext("%(num)s no named it.", "%(num)s noes named it.", one.n_noes)
        else:
            why = gettext("No refusal named it: it follows from what was wanted and what was passed over.")
        found.append(formats.sentences(said, why))
    return found


def own_sentence(one: OwnGroup) -> str:
    """How a group counts for one provider, and what it said of it."""
    group = gettext(GROUP_LABELS[one.group])
    said = [
        ngettext("You said “%(reason)s” %(num)s time.", "You said “%(reason)s” %(num)s times.", answer.n,
                 reason=label("no_reason", answer.reason))
        for answer in one.reasons
    ]  # fmt: skip
    if not said:
        said = [gettext("From what you wanted and what you passed over:")]
    counts = gettext(
        "%(group)s now counts %(times)s times as much for you as for everybody.",
        group=group,
        times=formats.number(one.times, 1 if abs(one.times - 1) >= 0.1 else 2),
    )
    return formats.sentences(*said, counts)


def source_counts(counts: Mapping[str, int]) -> list[Count]:
    """What was learned from, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Count(_source_label(source), n) for source, n in ordered if n]


def _answer(learning: Learning) -> str:
    in_use = learning.in_use
    if in_use.since is None:
        return gettext("Lists are made by the stated weights, %(model)s.", model=in_use.version)
    return gettext(
        "Lists have been made by %(model)s since %(when)s.",
        model=in_use.version,
        when=formats.datetime(in_use.since),
    )


def _recipe(line: ModelLine | None) -> str:
    recipe = "stated" if line is None else line.summary["recipe"]
    return gettext(RECIPES[recipe])


def _run_sentence(run: Training) -> str:
    """How the last run ended."""
    report = run.report
    when = formats.datetime(run.finished_at)
    match run.outcome:
        case TrainingOutcome.CHANGED:
            return gettext(
                "%(when)s: %(model)s was better and has made the lists since.",
                when=when,
                model=report["model"],
            )
        case TrainingOutcome.KEPT:
            return gettext(
                "%(when)s: %(model)s was made and is not surely better than %(old)s, which stays.",
                when=when,
                model=report["model"],
                old=report["in_use"],
            )
        case TrainingOutcome.TOO_LITTLE:
            return gettext(
                "%(when)s: not enough data. %(before)s answers before the weeks held out, %(after)s in them, "
                "%(lists)s providers whose answers tell an order.",
                when=when,
                before=report["n_before"],
                after=report["n_after"],
                lists=report["n_lists"],
            )
        case _:
            return gettext("%(when)s: the run failed; nothing has changed, and the log says why.", when=when)


def _model_rows(learning: Learning) -> list[ModelRow]:
    rows = [
        ModelRow(
            line.version,
            _recipe(line),
            line.created_at,
            ngettext(
                "%(num)s answer",
                "%(num)s answers",
                line.summary["n_before"] + line.summary["n_after"],
            ),
            line.id == learning.in_use.model_id,
        )
        for line in learning.models
    ]
    stated = ModelRow(STATED_VERSION, gettext(RECIPES["stated"]), None, "", learning.in_use.model_id is None)
    return [*rows, stated]


def _use_row(use: UseLine) -> UseRow:
    return UseRow(
        use.version or STATED_VERSION,
        use.since,
        gettext(_WHY.get(use.why, _WHY["chosen"])),
        use.chosen_by_name,
    )


def _source_label(source: str) -> str:
    if source.startswith("no:"):
        return _answer_label(Choice.NO, NoReason(source.removeprefix("no:")))
    return gettext(_SOURCES[source])


def _answer_label(choice: Choice, reason: NoReason | None) -> str:
    if reason is None:
        return label("choice", choice)
    return gettext("Not for me: %(reason)s", reason=label("no_reason", reason))
