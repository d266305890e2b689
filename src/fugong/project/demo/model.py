"""The rows of the cast: frozen values without a database. Units are named by their credit code, users by username."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["enterprise", "site"]
State = Literal[
    "not_applied", "preparing", "applied", "returned", "verifying", "verified", "approved", "rejected", "resumed",
    "suspended",
]
Desk = Literal[
    "draft", "submitted", "returned", "verifying", "verified", "approved", "rejected", "suspended", "revoked",
]
Action = Literal["open", "submit", "return", "start", "finish", "approve", "reject", "suspend", "revoke"]
Ring = tuple[tuple[float, float], ...]

ABSENCE_REASONS = (
    "road_closed", "village_closed", "turned_back", "entry_refused", "household_registration", "housing", "isolation",
)  # 封路、封村、劝返、拒入、户籍、住所、隔离时间 (S1-29)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; the phone cannot ring anywhere (see the package)."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    duty: str


@dataclass(frozen=True, slots=True)
class User:
    """An account; `role` is a role code, `unit` the credit code of the unit that an account of a unit serves."""

    username: str
    person: Person
    role: str
    department: str
    title: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid with its ring of WGS-84 positions (longitude, latitude; closed)."""

    name: str
    township: str
    officer: Person
    deputy: Person
    ring: Ring


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the register with what is known of it on the demo's morning.

    staff: origin counts sum to staff_total; planned (拟返岗) ≤ staff_total; revenue in 10,000 yuan a year.
    """

    code: str
    name: str
    short_name: str
    kind: Kind
    industry: str
    above_scale: bool
    key_unit: bool
    key_project: bool
    address: str
    township: str
    longitude: float
    latitude: float
    grid: str
    legal_person: Person
    control_leader: Person
    contact: Person
    staff_total: int
    planned: int
    origins: tuple[int, int, int, int]
    closed_management: bool
    revenue: int
    batch: Literal["A", "B", "C"]
    registered_on: date
    link_person: Person
    link_title: str
    liaison: Person
    advised_to_stay: int = 0

    @property
    def hubei(self) -> int:
        """Workers registered in Hubei."""
        return self.origins[3]


@dataclass(frozen=True, slots=True)
class StateChange:
    unit: str
    at: datetime
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an application; `by` is a username, or "" for the unit itself."""

    at: datetime
    action: Action
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What one review found on site (S1-26), or a department's sign-off; `by` is a username."""

    at: datetime
    kind: Literal["epidemic", "safety", "department"]
    by: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """An application to resume, in the state it stands in on the demo's morning; all its reviews were passed."""

    unit: str
    state: Desk
    planned_on: date
    steps: tuple[Step, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class DailyReport:
    """What a unit reported for a day: due − on post = the sum of the absences, in the order of ABSENCE_REASONS.

    Before a unit works it reports zeros, which are said explicitly.
    """

    unit: str
    day: date
    submitted_at: datetime
    due: int
    on_post: int
    newly_returned: int
    absences: tuple[int, ...]
    abnormal_temperature: int
    isolated: int
    disinfections: int
    masks_used: int
    masks_in_stock: int
    material_days: int
    difficulty: str = ""
    advised_to_stay: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    unit: str
    kind: Literal["pre_job", "heads"]
    day: date
    topic: str
    trainer: Person
    trainer_organisation: str
    headcount: int


@dataclass(frozen=True, slots=True)
class Document:
    """A numbered document: series〔year〕serial号; one paragraph a line."""

    series: str
    year: int
    serial: int
    title: str
    issued_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    issue: int
    title: str
    issued_on: date
    text: str


@dataclass(frozen=True, slots=True)
class CaseCount:
    """Cases among those of the authority; zero is reported explicitly (S4-19)."""

    day: date
    confirmed: int
    suspected: int


@dataclass(frozen=True, slots=True)
class Phase:
    starts_on: date
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Regime:
    """How units may start from a day on, by a code of the packs; `reason` is what the authority says."""

    starts_on: date
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Violation:
    unit: str
    found_at: datetime
    people_at_work: int
    note: str


@dataclass(frozen=True, slots=True)
class Cast:
    """One demo authority, complete."""

    slug: str
    name: str
    name_en: str
    kind: Literal["park", "county"]
    division: str
    addressee: str
    as_of: date
    above_scale_as_of: date
    departments: tuple[Department, ...]
    users: tuple[User, ...]
    grids: tuple[Grid, ...]
    units: tuple[Unit, ...]
    states: tuple[StateChange, ...]
    applications: tuple[Application, ...]
    violations: tuple[Violation, ...]
    reports: tuple[DailyReport, ...]
    trainings: tuple[Training, ...]
    documents: tuple[Document, ...]
    bulletins: tuple[Bulletin, ...]
    cases: tuple[CaseCount, ...]
    phases: tuple[Phase, ...]
    pack: str
    regimes: tuple[Regime, ...]
    report_deadline: str
    plan: dict[str, Any] = field(default_factory=dict)
