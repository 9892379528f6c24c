"""What the addresses below ``/api/`` answer and accept; units are part of the names."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_REPLICATIONS = 1_000_000
MOST_SETTINGS = 50
LONGEST_NAME = 200
LARGEST_SEED = 2**63 - 1

AnswerId = Literal["raid", "deal", "law", "claims"]
JobKind = Literal["run", "study"]
JobState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
ReadName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class Model(BaseModel):
    """A part of an answer: nothing in it changes, and no field is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Model):
    """Why a request was refused, in one sentence."""

    detail: str


class Estimate(Model):
    """A mean over replications and its 95 % interval; equal bounds mean that none can be given."""

    value: float
    low: float
    high: float


class Answer(Model):
    """A shipped answer on the start page.

    ``short`` is its part of the page's first sentence, ``verdict`` one plain sentence, ``answer``
    what is behind it and ``note`` how to read the numbers. ``page`` is the address in the app one
    click deeper.
    """

    id: AnswerId
    question: str
    short: str
    verdict: str
    answer: str
    note: str
    page: str


class News(Model):
    """A change of a recent version."""

    title: str
    text: str


class Job(Model):
    """Long work in a process of its own.

    ``done`` of ``total`` counts the stage that ``message`` names, ``seconds_left`` estimates when
    the whole job ends, None while that is not known. ``started`` and ``finished`` are in UTC.
    ``result`` is the id of the run or study that it writes.
    """

    id: str
    kind: JobKind
    title: str
    state: JobState
    done: int
    total: int | None
    created: str
    started: str | None
    finished: str | None
    seconds_left: float | None
    message: str
    result: str | None


class Leakers(Model):
    """Threats that get through per replication, all classes together.

    ``low`` and ``high`` bound the mean's 95 % interval (chance only). ``band_low`` and
    ``band_high`` bound what nine in ten draws of the uncertain parameters give, None where the run
    drew none.
    """

    mean: float
    low: float
    high: float
    band_low: float | None
    band_high: float | None


class RunLine(Model):
    """A stored run. ``leakers`` and ``headline`` are None until it was read, see ``problem``."""

    id: str
    scenario: str
    title: str | None
    replications: int
    created: str
    headline: str | None
    leakers: Leakers | None
    version: str
    problem: str | None


class ClassLine(Model):
    """One target class of a run: counts per replication."""

    target_class: str
    in_raid: int
    tracked: float
    engaged: float
    killed: float
    leaked: Estimate
    placement_low: float
    placement_high: float
    band_low: float | None
    band_high: float | None


class MissileLine(Model):
    """One missile type of a run, per replication."""

    missile: str
    name: str
    ready: int
    fired: Estimate


class AssetLine(Model):
    """One defended asset of a run, per replication."""

    asset: str
    value: float
    hits: Estimate
    hit_at_all: Estimate


class UnitLine(Model):
    """One fire unit of a run, per replication."""

    unit: str
    target_channels: int
    channels_in_use: Estimate
    saturated_share: Estimate


class Run(Model):
    """A stored run in full: its line, the outcome in sentences, and its tables."""

    line: RunLine
    sentences: list[str]
    policy: str
    seed: int
    placements: int
    classes: list[ClassLine]
    missiles: list[MissileLine]
    assets: list[AssetLine]
    units: list[UnitLine]
    cite: str


class Bin(Model):
    """How many replications have this number of leakers."""

    leakers: int
    replications: int


class Replications(Model):
    """The replications of a run: those with a name, how leakers spread, and the leakers of each.

    ``leakers`` has one number for each replication in order, at most the first 10,000.
    """

    replications: int
    named: dict[str, int]
    histogram: list[Bin]
    leakers: list[int]


class Compared(Model):
    """Several runs in one table; ``problem`` says why they may not be comparable."""

    runs: list[Run]
    problem: str | None


class SystemLine(Model):
    """A system of the catalogue, or a threat that can be met."""

    id: str
    name: str
    provisional: bool
    missiles: list[str]
    radars: list[str]
    advertised_range_m: float | None
    footprints: bool
    targets: list[str]


class TargetLine(Model):
    """A threat of the catalogue."""

    id: str
    name: str
    target_class: str
    motion: str
    provisional: bool
    rcs_m2: float | None


class ScenarioLine(Model):
    """A scenario or study that can be started: a shipped example or a file of the workspace."""

    id: str
    kind: JobKind
    title: str
    shipped: bool


class ScenarioField(Model):
    """A field that a run may change: its path, what it is now, and what it is in words if known."""

    path: str
    value: str
    text: str


class ScenarioFields(Model):
    """The fields of a scenario that a run may change."""

    fields: list[ScenarioField]


class Kernels(Model):
    """How many compiled kernels of this version are in the cache; it grows while one compiles."""

    compiled: int


class StudyLine(Model):
    """A stored study and how much of it is finished."""

    id: str
    title: str
    created: str
    blocks_done: int
    blocks: int
    finished: bool
    version: str | None
    problem: str | None


class Response(Model):
    """How leakers move with one input of a study.

    ``value`` of the input and ``leaked``, the mean number of leakers, have one number for each
    draw; ``centre``, ``low``, ``middle`` and ``high`` are the median input and the 10, 50 and 90 %
    quantiles of the means in groups of draws by that input.
    """

    input: str
    unit: str
    value: list[float]
    leaked: list[float]
    centre: list[float]
    low: list[float]
    middle: list[float]
    high: list[float]


class InputLabel(Model):
    """An uncertain value in words, with its unit, its value and the bounds of its range."""

    text: str
    unit: str
    value: str
    low: str
    high: str


class Study(Model):
    """A stored study: its line and what it found, as `skydome study report --json` prints it.

    ``labels`` has the inputs by name that are values of the catalogue.
    """

    line: StudyLine
    sentences: list[str]
    found: dict[str, Any] | None
    responses: list[Response]
    labels: dict[str, InputLabel]


class SetAside(Model):
    """A folder that is not shown, and why."""

    name: str
    reason: str


class Workspace(Model):
    """The folder that the server shows: how much is in it, and what was set aside."""

    name: str
    runs: int
    studies: int
    set_aside: list[SetAside]


class Start(Model):
    """The start page. ``demo`` is the run that `make demo` writes, None where there is none."""

    version: str
    answers: list[Answer]
    running: list[Job]
    news: list[News]
    demo: RunLine | None


class JobRequest(BaseModel):
    """Work to be done: a run of a scenario, or a study.

    ``replications`` and ``seed`` replace those of a scenario; ``set`` changes fields of it, each
    PATH=VALUE as `skydome run --set` takes them. ``name`` is the folder of the result, by default
    that of the scenario or study, with a number where it is taken.
    """

    model_config = ConfigDict(extra="forbid")

    kind: JobKind
    scenario: ReadName | None = Field(None, description="id from /api/scenarios, of a run")
    study: ReadName | None = Field(None, description="id from /api/scenarios, of a study")
    replications: int | None = Field(None, ge=1, le=MOST_REPLICATIONS)
    seed: int | None = Field(None, ge=0, le=LARGEST_SEED)
    set: list[ReadName] = Field(default_factory=list, max_length=MOST_SETTINGS)
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")] | None = None
