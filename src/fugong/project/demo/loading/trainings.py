"""Training sessions around the start of work."""

from fugong.people.services import trainings as services
from fugong.project.demo.loading.stage import Stage


def load(stage: Stage) -> None:
    """The sessions that disease-control staff held."""
    services.load_trainings(actor=stage.actor("cdc"), rows=[
        {
            "unit_id": stage.units[session.unit].pk, "kind": session.kind, "day": session.day, "topic": session.topic,
            "trainer": session.trainer.name, "trainer_org": session.trainer_organisation,
            "headcount": session.headcount,
        }
        for session in stage.cast.trainings
    ])
