"""The Office: the one place where the parts of the program are put together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from dashboard import log
from dashboard.api.feeding import feeding
from dashboard.clock import WorkingCalendar, day_of, with_places
from dashboard.cube.check import purge
from dashboard.cube.contribution import VERSION
from dashboard.cube.cube import Cube
from dashboard.flow.commit import Commit
from dashboard.intake.papers import handing_over
from dashboard.keeping.derived import renew
from dashboard.keeping.migrations import migrate
from dashboard.mining.ways import WaysReader
from dashboard.names import Names
from dashboard.notices.outbox import Outbox
from dashboard.postal.desk import taking_in
from dashboard.public.keys import Keys
from dashboard.public.published import Published
from dashboard.reports.report import Reports
from dashboard.risk.keeper import Keeper
from dashboard.search.finder import Finder
from dashboard.shipped import give
from models.absence import Absences
from models.alert import Alerts
from models.alert_rule import AlertRules
from models.api_token import ApiTokens
from models.appointment import Appointments
from models.attachment import Attachments, Pieces
from models.attempt import Attempts
from models.audit import Audit
from models.backup_record import BackupRecords
from models.board import Boards
from models.calendar import Calendars
from models.catalogue_import import CatalogueImports
from models.cell import Cells, Epochs
from models.channel import Channels
from models.commune import Communes
from models.damage import readable
from models.department import Departments
from models.dossiers import Dossiers
from models.draft import KEPT, Drafts
from models.event import Events
from models.feed import Feed
from models.field import Fields
from models.habit import Habits
from models.hall import HallGroups, HallRuleBook
from models.hall_cell import HallCells
from models.hours import DepartmentHoursBook
from models.level import Levels
from models.meta import Meta
from models.notice import Notices
from models.notice_template import NoticeTemplates
from models.picture import Pictures
from models.postal import PostalEvents, PostalRequests
from models.printed_form import FormSets
from models.procedure import Procedures, Revisions
from models.profile import Profiles
from models.publication import Publications
from models.report_closing import ReportClosings
from models.report_entry import ReportEntries
from models.retention import Removals, RetentionRules
from models.risk_model import RiskModels
from models.roster import Counters, RosterRuleBook, Rosters
from models.saved_search import RecentSearches, SavedSearches
from models.searchkey import SearchKeys
from models.searchword import SearchWords
from models.second_factor import SecondFactors
from models.serial import Serials
from models.session import Sessions
from models.staff import Staff
from models.step import LoggedSteps
from models.step_role import StepRoles
from models.store import Repository, Store
from models.submission import Submissions
from models.subscription import Subscriptions
from models.ticket import Tickets
from models.user import Users
from models.webhook import Webhooks
from seed.calendars import default_calendar

if TYPE_CHECKING:
    from dashboard.config import Settings

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class Office:
    """The store and everything that reads and writes it. One per process; safe between threads."""

    REPOSITORIES: ClassVar[tuple[type[Repository], ...]] = (
        Absences,
        Appointments,
        AlertRules,
        Alerts,
        ApiTokens,
        Attachments,
        Attempts,
        Audit,
        BackupRecords,
        Boards,
        Calendars,
        CatalogueImports,
        Cells,
        Channels,
        Communes,
        Counters,
        DepartmentHoursBook,
        Departments,
        Dossiers,
        Drafts,
        Epochs,
        Events,
        Feed,
        Fields,
        FormSets,
        Habits,
        HallCells,
        HallGroups,
        HallRuleBook,
        Levels,
        LoggedSteps,
        Meta,
        Notices,
        NoticeTemplates,
        Pictures,
        Pieces,
        PostalEvents,
        PostalRequests,
        Procedures,
        Profiles,
        ReportClosings,
        ReportEntries,
        Publications,
        Removals,
        RetentionRules,
        Revisions,
        RiskModels,
        RosterRuleBook,
        Rosters,
        RecentSearches,
        SavedSearches,
        SearchKeys,
        SearchWords,
        SecondFactors,
        Serials,
        Sessions,
        Staff,
        StepRoles,
        Tickets,
        Subscriptions,
        Submissions,
        Users,
        Webhooks,
    )

    def __init__(self, settings: Settings, store: Store, now: Now = utc_now) -> None:
        log.begin()
        self.settings = settings
        self.store = store
        self.now = now
        self.meta = Meta(store)
        self.secrets = Keys(self.meta)
        self.users = Users(store)
        self.sessions = Sessions(store)
        self.attempts = Attempts(store)
        self.audit = Audit(store)
        self.departments = Departments(store)
        self.fields = Fields(store)
        self.levels = Levels(store)
        self.procedures = Procedures(store)
        self.revisions = Revisions(store)
        self.steps = LoggedSteps(store)
        self.step_roles = StepRoles(store)
        self.channels = Channels(store)
        self.communes = Communes(store)
        self.calendars = Calendars(store)
        self.department_hours = DepartmentHoursBook(store)
        self.profiles = Profiles(store)
        self.publications = Publications(store)
        self.form_sets = FormSets(store)
        self.catalogue_imports = CatalogueImports(store)
        self.staff = Staff(store)
        self.absences = Absences(store)
        self.counters = Counters(store)
        self.rosters = Rosters(store)
        self.roster_rules = RosterRuleBook(store)
        self.notices = Notices(store)
        self.notice_templates = NoticeTemplates(store)
        self.pictures = Pictures(store)
        self.alert_rules = AlertRules(store)
        self.alerts = Alerts(store)
        self.subscriptions = Subscriptions(store)
        self.dossiers = Dossiers(store)
        self.events = Events(store)
        self.keys = SearchKeys(store)
        self.saved_searches = SavedSearches(store)
        self.boards = Boards(store)
        self.recent_searches = RecentSearches(store)
        self.attachments = Attachments(store)
        self.drafts = Drafts(store)
        self.habits = Habits(store)
        self.serials = Serials(store)
        self.tickets = Tickets(store)
        self.appointments = Appointments(store)
        self.hall_cells = HallCells(store)
        self.hall_groups = HallGroups(store)
        self.hall_rules = HallRuleBook(store)
        self.postal_requests = PostalRequests(store)
        self.postal_events = PostalEvents(store)
        self.api_tokens = ApiTokens(store)
        self.second_factors = SecondFactors(store)
        self.submissions = Submissions(store)
        self.webhooks = Webhooks(store)
        self.feed = Feed(store)
        self.names = Names(self)
        self._lock = threading.Lock()
        self._calendar: WorkingCalendar | None = None
        self.commit = Commit(store, self.calendar, now)
        self.commit.also(partial(handing_over, self.attachments))
        self.outbox = Outbox(self)
        self.commit.also(self.outbox.write)
        self.commit.also(partial(taking_in, self))
        self.commit.also(partial(feeding, self.feed))
        self.cube = Cube(store, self.calendar, self.today, settings.data)
        self.finder = Finder(self)
        self.retention_rules = RetentionRules(store)
        self.removals = Removals(store)
        self.risk = Keeper(self)
        self.report_closings = ReportClosings(store)
        self.report_entries = ReportEntries(store)
        self.reports = Reports(self)
        self.ways = WaysReader(self)
        self.published = Published(self)

    @classmethod
    @readable()
    def open(cls, settings: Settings, uri: str, now: Now = utc_now) -> Self:
        """Open the store at `uri`, with its indexes and a calendar. Raises StoreError where it cannot be."""
        store = Store.open(uri, settings.database, settings.zone)
        try:
            migrate(store, cls.REPOSITORIES)
            store.ensure_indexes(cls.REPOSITORIES)
            office = cls(settings, store, now)
            if office.calendars.get("office") is None:
                office.calendars.put(default_calendar(settings.zone))
            give(office)
            Cells(store).set_version(VERSION)
            purge(store, office.today())
            office.attachments.sweep(office.now() - KEPT)
            renew(office)
        except BaseException:
            store.close()
            raise
        return office

    def close(self) -> None:
        """Close the store. A closed Office is not used again."""
        self.store.close()

    def calendar(self) -> WorkingCalendar:
        """The Office's working calendar; made once, and again after `calendar_changed`."""
        with self._lock:
            if self._calendar is None:
                found = self.calendars.get("office")
                document = found or default_calendar(self.settings.zone)
                office = WorkingCalendar.from_document(document, self.store.zone)
                self._calendar = with_places(office, self.department_hours.all())
            return self._calendar

    def calendar_changed(self) -> None:
        """Read the calendar again when it is next asked for."""
        with self._lock:
            self._calendar = None

    def local_date(self) -> date:
        """Today's date in the Office's zone."""
        return self.now().astimezone(self.store.zone).date()

    def commune_ids(self) -> frozenset[str]:
        """The communes that there are today."""
        on = self.local_date()
        return frozenset(one.id for one in self.communes.all() if one.in_force(on))

    def today(self) -> int:
        """Today's day in the Office's zone."""
        return day_of(self.now(), self.store.zone)
