"""What the loaders of one authority share."""

from dataclasses import dataclass, field

from fugong.accounts.models import User
from fugong.kit.actor import Actor
from fugong.project.demo import model as row
from fugong.registry.models import Unit


@dataclass(frozen=True)
class Stage:
    """The cast, its accounts by user name, and the units by credit code once they are registered."""

    cast: row.Cast
    users: dict[str, User]
    actors: dict[str, Actor]
    units: dict[str, Unit] = field(default_factory=dict)

    def user(self, office: str) -> row.User:
        """The account of an office in the cast: "staff" is clj-staff in the park."""
        return next(user for user in self.cast.users if user.username.split("-", 1)[1] == office)

    def actor(self, office: str) -> Actor:
        """The same as it acts while the past is entered."""
        return self.actors[self.user(office).username]
