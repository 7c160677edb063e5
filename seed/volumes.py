"""How much comes in, when and how: `volumes.json`, whose figures are estimates and marked so there."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.dossier import UNKNOWN
from seed.files import HERE

Share = Annotated[float, Field(ge=0, le=1)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ChannelMix(_Told):
    """The shares of the channels in one year."""

    online: Share
    counter: Share
    postal: Share


class Satisfaction(_Told):
    """How many rate, and what those say."""

    rat_hai_long: Share
    hai_long: Share
    khong_hai_long: Share
    response_rate: Share

    @property
    def levels(self) -> tuple[float, float, float]:
        """The shares of the ratings 1, 2 and 3."""
        return self.khong_hai_long, self.hai_long, self.rat_hai_long


class Volumes(_Told):
    """The assumptions for a simulated history. Indexes have the mean 1."""

    centre_share: Share
    district_share: Share
    commune_share: Share
    channel_mix_by_year: dict[int, ChannelMix]
    supplement_rate: Share
    reject_at_intake_rate: Share
    apology_letter_share_of_late: Share
    monthly_index_1_is_mean: tuple[float, ...] = Field(min_length=12, max_length=12)
    weekday_index_mon_fri: tuple[float, ...] = Field(min_length=5, max_length=5)
    hour_of_day_share: dict[int, Share]
    satisfaction: Satisfaction

    def mix(self, year: int) -> ChannelMix:
        """The channels of a year: those of the last year that is told, up to it."""
        told = [known for known in self.channel_mix_by_year if known <= year]
        return self.channel_mix_by_year[max(told, default=min(self.channel_mix_by_year))]

    def level_share(self, level: str) -> float:
        """How much is taken up at a level."""
        shares = {
            "province": self.centre_share, "district": self.district_share,
            "commune": self.commune_share, UNKNOWN: 0.0,
        }  # fmt: skip
        return shares.get(level, self.commune_share)


class _File(_Told):
    assumptions_for_demo: Volumes


@cache
def volumes() -> Volumes:
    """The file's assumptions. Raises pydantic.ValidationError where it is not as it should be."""
    text = (HERE / "volumes.json").read_text(encoding="utf-8")
    return _File.model_validate_json(text).assumptions_for_demo
