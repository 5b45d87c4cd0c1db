"""The desk's data, in the field's own names."""

from gawah.desk.models.cases import Act, Case, Event, Place, StatusUpdate
from gawah.desk.models.facts import (
    Figure,
    Law,
    Measure,
    MeasureState,
    MeasureTarget,
    Provision,
    Stage,
)
from gawah.desk.models.parts import Part
from gawah.desk.models.people import Actor, ActorName, Involvement
from gawah.desk.models.reviews import Review
from gawah.desk.models.sources import Basis, Citation, Source, Verification
from gawah.desk.models.versions import CaseVersion

# In an order in which each may be stored after those it refers to.
PARTS: tuple[type[Part], ...] = (
    Place,
    Source,
    Event,
    Act,
    Actor,
    ActorName,
    Involvement,
    StatusUpdate,
    Figure,
    Measure,
    MeasureTarget,
    MeasureState,
    Law,
    Provision,
    Stage,
    Citation,
    Basis,
    Verification,
)

__all__ = [
    "PARTS",
    "Act",
    "Actor",
    "ActorName",
    "Basis",
    "Case",
    "CaseVersion",
    "Citation",
    "Event",
    "Figure",
    "Involvement",
    "Law",
    "Measure",
    "MeasureState",
    "MeasureTarget",
    "Part",
    "Place",
    "Provision",
    "Review",
    "Source",
    "Stage",
    "StatusUpdate",
    "Verification",
]
