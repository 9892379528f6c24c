"""Stored studies as the browser app shows them; called in helper processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.errors import InputError
from skydome.experiment.answer import answer_of
from skydome.experiment.plan import plan_from
from skydome.experiment.store import BlockStore
from skydome.report.study.sentences import leaked_sensitivity, sentences_of
from skydome.serve import models
from skydome.serve.labels import labelled, labels_of
from skydome.serve.responses import responses_of
from skydome.serve.times import written_at

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.experiment.answer import Answer, Sensitivity
    from skydome.experiment.plan import Plan

NO_SHARES = "These draws do not give"  # begins a sentence of `sentences_of`


def line(folder: Path) -> models.StudyLine:
    """Return the line of a study in the list.

    Raises
    ------
    InputError
        The folder is not a study of this version.
    """
    store = BlockStore(folder)
    return _line(folder, plan_from(store.study(), folder), store)


def study(folder: Path) -> models.Study:
    """Return a study in full: nothing is found while its first round is not finished."""
    store = BlockStore(folder)
    plan = plan_from(store.study(), folder)
    about = _line(folder, plan, store)
    try:
        rows = store.rows()
        found = answer_of(plan, rows)
    except (InputError, ValueError, IndexError) as problem:
        if about.finished:
            raise
        why = "The first round is not finished: no answer yet."
        if isinstance(problem, InputError) and about.blocks_done:
            why = f"{why} {problem.problem}"
        return models.Study(line=about, sentences=[why], found=None, responses=[], labels={})
    labels = labels_of(plan.inputs, plan.scenarios[0])
    return models.Study(
        line=about,
        sentences=[labelled(one, labels) for one in _sentences(found)],
        found=found.as_dict(),
        responses=responses_of(plan, found, rows),
        labels=labels,
    )


def _sentences(found: Answer) -> list[str]:
    """Return the outcome in sentences; why there are no shares is said in plain words."""
    sensitivity = leaked_sensitivity(found.points[0]) if found.points else None
    return [
        _no_shares(sensitivity, found.draws)
        if sensitivity is not None and one.startswith(NO_SHARES)
        else one
        for one in sentences_of(found)
    ]


def _no_shares(sensitivity: Sensitivity, draws: int) -> str:
    needed = [one.needed_draws for one in sensitivity.inputs if one.needed_draws]
    more = f" A study of about {max(needed):,} draws would tell." if needed else ""
    return (
        f"{draws} draws are too few to say how much of the uncertainty each value accounts for."
        f"{more}"
    )


def _line(folder: Path, plan: Plan, store: BlockStore) -> models.StudyLine:
    done = store.done()
    names = [block.name for block in plan.blocks(0)]
    finished = sum(name in done for name in names)
    return models.StudyLine(
        id=folder.name,
        title=plan.study.title or plan.study.name,
        created=written_at((folder / "study.json").stat().st_mtime),
        blocks_done=finished,
        blocks=len(names),
        finished=finished == len(names),
        version=None,
        problem=None,
    )
