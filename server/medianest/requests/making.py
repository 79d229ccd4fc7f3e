"""How a request comes to be, whoever asks and wherever."""

from collections.abc import Collection

from medianest.requests.knowing import Known
from medianest.requests.queries import asking, moving
from medianest.requests.queries.asking import NewRequest
from medianest.requests.queries.moving import Item
from medianest.requests.said import Said
from medianest.requests.states import State
from medianest.requests.wishes import Part


async def make(new: NewRequest, known: Known, parts: Collection[Part], *, said: Said) -> Item:
    """Store `new` with its `parts`, and begin its history with what is `said`."""
    item = await asking.add(new, known.title)
    await asking.add_parts(new.id, known.key, known.counts(parts), is4k=new.is4k)
    await moving.note(new.id, State.PENDING, at=new.at, by=new.person, said=said, cause="created")
    return item
