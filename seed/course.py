"""The course of one simulated dossier, told action by action as clerks and the applicant would do them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from dashboard.clock import WorkingCalendar
from dashboard.flow import Action, ActionName, ActionRefused, Intake
from dashboard.flow.apply import apply
from models.dossier import Dossier, RouteStep
from models.event import Event
from seed.setting import Setting

HOUR_MS = 3_600_000
DAY_MS = 8 * HOUR_MS
#: how much longer work takes where there are too few people, now; it grew to this in `GROWN_DAYS`
OVERLOAD = {"STNMT": 1.5, "STP": 1.4, "H-899": 1.4, "SGTVT": 1.25, "H-911": 1.35, "SLDTBXH": 1.25}
#: and where things got better
RELIEF = {"SKHDT": 0.6, "SCT": 0.7}
GROWN_DAYS = 150
#: the share of the term that work takes: its logarithm's mean and deviation
PACE = (-0.5, 0.22)
#: how many get stuck at a step (so many times more where there is overload), and for how many working days
STUCK, STUCK_MORE, STUCK_DAYS = 0.012, 2.5, (6, 35)
#: how often a dossier comes back to the step before, another department is asked, somebody else takes it
#: over, it is returned with reasons or stopped, and an applicant who was asked for papers gives up
SENT_BACK, HANDED_OVER, REASSIGNED = 0.05, 0.3, 0.015
REJECTED, STOPPED, GIVEN_UP = 0.006, 0.001, 0.08
#: how often a step is given to somebody when it is reached; else it waits for whoever claims it
GIVEN = 0.8
#: how many fetch the result only weeks later
FETCHED_LATE = 0.1
RATER = "nguoi-nop"

REASONS: dict[ActionName, tuple[str, ...]] = {
    "refuse": ("Không thuộc thẩm quyền giải quyết", "Thành phần hồ sơ không đúng quy định"),
    "ask_supplement": ("Bổ sung giấy tờ chứng minh", "Bổ sung bản vẽ hiện trạng", "Đính chính tờ khai"),
    "ask_payment": ("Nghĩa vụ tài chính theo thông báo",),
    "send_back": ("Dự thảo cần chỉnh sửa", "Thiếu ý kiến thẩm định", "Sai thông tin người nộp"),
    "reject": ("Không đủ điều kiện giải quyết",),
    "stop": ("Người nộp không thực hiện yêu cầu trong thời hạn",),
    "extend": ("Khối lượng hồ sơ nhiều", "Cần xác minh thực địa", "Chờ ý kiến cơ quan phối hợp"),
}
#: actions that need nothing but their name
PLAIN: dict[str, Action] = {
    name: Action(name=name)
    for name in ("accept", "start", "finish", "resolve", "withdraw", "receive_supplement", "receive_payment")
}  # fmt: skip


@lru_cache(maxsize=4096)
def finish_for(who: str) -> Action:
    """The step is finished and the next one given to somebody."""
    return Action(name="finish", assignee=who)


@dataclass
class Course:
    """One dossier until `until`. `at`: now, in its story; every instant after it lies in working time."""

    setting: Setting
    until: datetime.datetime
    chance: Random
    at: datetime.datetime
    intake: Intake
    interlinked: bool = False
    dossier: Dossier | None = None

    def __post_init__(self) -> None:
        self.clock: WorkingCalendar = self.setting.calendar
        self.events: list[Event] = []

    def told(self) -> tuple[Dossier, list[Event]]:
        """The dossier as it stands at `until`, and its history."""
        self.do(Action(name="submit", intake=self.intake), self.hand(self.intake.route[0]))
        if self.wait(self._before_intake()):
            self._take_in()
        if self.dossier is None:
            raise ValueError(f"{self.intake.code}: nothing has happened by {self.until}")
        return self.dossier, self.events

    # --- the means to tell it

    def do(self, action: Action, actor: str) -> bool:
        """Do an action now; whether the lifecycle allowed it."""
        change = f"{self.intake.code}-{len(self.events)}"
        try:
            self.dossier, event = apply(self.dossier, action, actor, self.at, self.clock, change=change)
        except ActionRefused:
            return False
        self.events.append(event)
        return True

    def because(self, name: ActionName, actor: str, **more: Any) -> bool:
        """Do an action that needs its reason."""
        return self.do(Action(name=name, reason=self.chance.choice(REASONS[name]), **more), actor)

    def wait(self, working_ms: float) -> bool:
        """Let working time pass; False where the story ends before."""
        self.at = self.clock.add_ms(self.at, int(working_ms))
        return self.at <= self.until

    def hand(self, step: RouteStep) -> str:
        """Somebody of the step's holder."""
        return self.setting.hand(step.holder, step.kind == "intake", self.chance)

    # --- the story

    def _before_intake(self) -> float:
        """Who stands at the counter waits minutes; what comes by mail or at night waits for somebody."""
        chance = self.chance
        if self.intake.channel == "counter":
            return chance.uniform(3, 15) * 60_000
        return min(chance.lognormvariate(0.9, 0.8), 24) * HOUR_MS

    def _take_in(self) -> None:
        desk = self.hand(self.intake.route[0])
        if self.chance.random() < self.setting.volumes.reject_at_intake_rate:
            self.because("refuse", desk)
        elif self.do(PLAIN["accept"], desk) and self._work(desk):
            self._hand_out()

    def _pace(self) -> float:
        """How much of the time that each step may take this dossier will use."""
        recent = max(0.0, 1 - (self.until - self.at).days / GROWN_DAYS)
        pace = self.chance.lognormvariate(*PACE)
        for factors in (OVERLOAD, RELIEF):
            pace *= 1 + (factors.get(self.intake.department, 1.0) - 1) * recent
        return pace

    def _work(self, desk: str) -> bool:
        """From receipt to result, step by step; whether there is a result by `until`."""
        chance, volumes, clock = self.chance, self.setting.volumes, self.clock
        dossier = self.dossier
        if dossier is None:
            return False
        pace = self._pace()
        limit = dossier.limit_ms or DAY_MS
        steps = [step for step in self.intake.route if step.kind != "return"]
        shares = [max(step.limit_ms or 0, HOUR_MS // 4) for step in steps]
        each = limit * pace / sum(shares)
        asked_at = chance.randrange(len(steps)) if chance.random() < volumes.supplement_rate else -1
        fate = chance.random()
        if fate < REJECTED + STOPPED:
            ends_at = chance.randrange(1, len(steps)) if len(steps) > 1 else -1
        else:
            ends_at = -1
        more = STUCK_MORE if self.intake.department in OVERLOAD else 1.0
        stuck_at = chance.randrange(len(steps)) if chance.random() < STUCK * more else -1
        apology = None
        if pace > 1 and chance.random() < volumes.apology_letter_share_of_late:
            apology = clock.add_ms(self.at, int(limit * 0.6))
        given: str | None = None
        for place, step in enumerate(steps):
            span = shares[place] * each
            if place:
                if not self.wait(span * chance.uniform(0.2, 0.6)):
                    return False
                desk = given or self.hand(step)
                self.do(PLAIN["start"], desk)
            if not self._pauses(step, desk, place == asked_at):
                return False
            if apology is not None and self.at >= apology:
                self._apologise(desk)
                apology = None
            stuck = chance.uniform(*STUCK_DAYS) * DAY_MS if place == stuck_at else 0.0
            if not self.wait(span * chance.uniform(0.4, 0.8) + stuck):
                return False
            if place == ends_at:
                self.because("reject" if fate < REJECTED else "stop", desk)
                return False
            if not self._detours(steps, place, span):
                return False
            if place + 1 < len(steps):
                given = self.hand(steps[place + 1]) if chance.random() < GIVEN else None
                self.do(PLAIN["finish"] if given is None else finish_for(given), desk)
            else:
                self.do(PLAIN["resolve"], desk)
        return self.dossier is not None and self.dossier.state == "resolved"

    def _pauses(self, step: RouteStep, desk: str, asks: bool) -> bool:
        """The clock stands for a payment or for papers; whether the work goes on by `until`."""
        chance = self.chance
        if step.kind == "clock_stop_payment":
            self.because("ask_payment", desk)
            if not self.wait(chance.uniform(1, 12) * DAY_MS):
                return False
            self.do(PLAIN["receive_payment"], desk)
        if asks:
            self.because("ask_supplement", desk)
            if not self.wait(chance.uniform(1, 15) * DAY_MS):
                return False
            if chance.random() < GIVEN_UP:
                self.do(PLAIN["withdraw"], desk)
                return False
            self.do(PLAIN["receive_supplement"], desk)
        return True

    def _apologise(self, desk: str) -> None:
        """A new date, by the form that the law asks for."""
        due = None if self.dossier is None else self.dossier.due_at
        if due is not None:
            later = self.clock.add_ms(due, int(self.chance.uniform(2, 8)) * DAY_MS)
            self.because("extend", desk, due_at=later)

    def _detours(self, steps: list[RouteStep], place: int, span: float) -> bool:
        """A step that is done again, another department, another pair of hands; False at `until`."""
        chance, step = self.chance, steps[place]
        if place > 1 and step.kind in ("check", "sign") and chance.random() < SENT_BACK:
            self.because("send_back", self.hand(step))
            again = steps[place - 1]
            for one in (again, step):
                if not self.wait(span * chance.uniform(0.1, 0.4)):
                    return False
                desk = self.hand(one)
                self.do(PLAIN["start"], desk)
                if not self.wait(span * chance.uniform(0.1, 0.4)):
                    return False
                if one is again:
                    self.do(PLAIN["finish"], desk)
        elif self.interlinked and step.kind == "review" and chance.random() < HANDED_OVER:
            return self._ask_another(step, span)
        elif place and chance.random() < REASSIGNED:
            self.do(Action(name="reassign", assignee=self.hand(step)), f"{step.holder}-ld")
        return True

    def _ask_another(self, step: RouteStep, span: float) -> bool:
        """Liên thông: the step goes on at another department of the same process."""
        others = sorted({other.holder for other in self.intake.route if other.holder != step.holder})
        partner = self.setting.partner(step.holder, others, self.chance)
        if partner is None:
            return True
        limit = max(step.limit_ms or DAY_MS, HOUR_MS)
        self.do(Action(name="hand_over", department=partner, limit_ms=limit), self.hand(step))
        if not self.wait(span * self.chance.uniform(0.1, 0.4)):
            return False
        self.do(PLAIN["start"], self.setting.hand(partner, False, self.chance))
        return self.wait(span * self.chance.uniform(0.2, 0.6))

    def _hand_out(self) -> None:
        """The result is handed over, by some only much later, and rated by some."""
        chance, satisfaction = self.chance, self.setting.volumes.satisfaction
        days = chance.uniform(5, 60) if chance.random() < FETCHED_LATE else chance.uniform(0.05, 1.5)
        if not self.wait(days * DAY_MS):
            return
        last = self.intake.route[-1]
        returned = self.do(Action(name="return"), self.setting.hand(last.holder, True, chance))
        if returned and chance.random() < satisfaction.response_rate:
            level = chance.choices((1, 2, 3), satisfaction.levels)[0]
            self.do(Action(name="rate", rating=level), RATER)
