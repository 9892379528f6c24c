"""Sentences of a study that are not made by running one."""

from skydome.experiment.answer import Input
from skydome.report.study.sentences import reasons_of


def without_index(reason):
    return Input("a.b", None, None, significant=False, reason=reason, needed_draws=None)


def test_a_reason_that_inputs_share_is_given_once():
    wide, hidden = "the interval is wider than 0.2", "20% of the variance is in interactions"
    inputs = [without_index(one) for one in (hidden, f"{wide}; {hidden}", "", f"{wide}; {hidden}")]
    assert reasons_of(inputs) == f"{hidden}; {wide}"
    assert reasons_of([without_index("")]) == ""
