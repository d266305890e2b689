"""People of the units: who works there, where each stands, what was done for them."""

from fugong.people.models.areas import AreaLevel
from fugong.people.models.movements import HolidayMovement
from fugong.people.models.trainings import TrainingSession
from fugong.people.models.workers import Standing, Team, Worker

__all__ = ["AreaLevel", "HolidayMovement", "Standing", "Team", "TrainingSession", "Worker"]
