"""What the loaders of one authority share."""

from dataclasses import dataclass, field

from fugong.accounts.models import User
from fugong.kit.actor import Actor
from fugong.project.demo.model import Cast
from fugong.registry.models import Unit


@dataclass(frozen=True)
class Stage:
    """The cast, its accounts by user name, and the units by credit code once they are registered."""

    cast: Cast
    users: dict[str, User]
    actors: dict[str, Actor]
    units: dict[str, Unit] = field(default_factory=dict)

    def actor(self, office: str) -> Actor:
        """The account of an office: "staff" is clj-staff in the park."""
        return next(actor for username, actor in self.actors.items() if username.endswith(f"-{office}"))
