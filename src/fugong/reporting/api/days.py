"""Business days as the API takes them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from fugong.reporting.selectors.moments import FIRST, LAST

Day = Annotated[date, Field(ge=FIRST, le=LAST)]
