"""The register of dossiers (sổ theo dõi hồ sơ): what was received from one day to another, PDF or Excel."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.clock import date_of
from dashboard.exchange.spreadsheet import Book
from dashboard.forms.printing import NoForm
from dashboard.forms.runs import clean, runs
from dashboard.forms.typeset import pdf
from dashboard.forms.words import Around, day_text, head_of, words_of
from models.audit import Entry
from models.dossier import Dossier
from models.printed_form import FormSet, PrintedForm, set_on
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: days in one register, and lines in one
MOST_DAYS = 31
MOST_LINES = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Register:
    """The register of some days, read once for both of its faces."""

    def __init__(
        self, office: Office, viewer: Viewer, first: int, last: int, department: str | None = None
    ) -> None:
        """Read what `viewer` may see of the dossiers received on the days `first` to `last`, both included.

        `department`: only what that one is responsible for. Raises NotAllowed, and NoForm for more
        than `MOST_DAYS` days or `MOST_LINES` lines.
        """
        require(viewer, "print")
        if not 0 <= last - first < MOST_DAYS:
            raise NoForm(
                f"Sổ theo dõi in từ 1 đến {MOST_DAYS} ngày.", f"A register holds 1 to {MOST_DAYS} days."
            )
        query: dict[str, Any] = {"received_day": {"$gte": first, "$lte": last}}
        if department is not None:
            query["department"] = department
        found = office.dossiers.find(query, viewer)
        if len(found) > MOST_LINES:
            raise NoForm(
                f"Sổ có {len(found)} dòng, nhiều hơn {MOST_LINES}; hãy chọn ít ngày hơn.",
                f"The register has {len(found)} lines, more than {MOST_LINES}; choose fewer days.",
            )
        self._office, self._viewer, self._around = office, viewer, Around.of(office)
        self.first, self.last, self.department = first, last, department
        self.set, self.form = self._form()
        dossiers = sorted((Dossier.read(row) for row in found), key=_in_order)
        self.rows = [self._row(number, dossier) for number, dossier in enumerate(dossiers, 1)]

    @property
    def period(self) -> str:
        """ "Ngày 24/11/2026", or "Từ ngày … đến ngày …"."""
        first, last = day_text(self.first), day_text(self.last)
        return f"Ngày {first}" if first == last else f"Từ ngày {first} đến ngày {last}"

    @property
    def file_name(self) -> str:
        """The name of the file, without its ending."""
        first, last = date_of(self.first), date_of(self.last)
        return f"so-theo-doi-{first:%Y%m%d}" + ("" if first == last else f"-{last:%Y%m%d}")

    def pdf(self) -> bytes:
        """On A4 across, with its head on every page; written to the audit."""
        around, columns = self._around, self.form.columns
        head = head_of(around.department(self.department), around)
        today = f"ngày {around.now:%d} tháng {around.now:%m} năm {around.now:%Y}"
        page = {
            "kind": "register",
            "paper": self.form.paper,
            "title": self.form.title,
            "period": f"{self.period} – {len(self.rows)} hồ sơ",
            "footer": f"Mẫu số {self.form.no}, {self.set.short}",
            "authority": clean(head["authority"]),
            "unit": clean(head["unit"]),
            "number": [],
            "place_date": runs("{place}, {today}", head | {"today": today}),
            "heads": [column.title for column in columns],
            "widths": [column.width for column in columns],
            "rows": [[clean(cell) for cell in row] for row in self.rows],
        }
        made = pdf([page], f"{self.form.title} – {self.period}", around.now)
        self._tell("pdf")
        return made

    def xlsx(self) -> bytes:
        """As an Excel sheet of texts only (no cell can be a formula); written to the audit."""
        out = io.BytesIO()
        with Book(out) as book:
            book.set_properties({"title": f"{self.form.title} – {self.period}"})
            sheet = book.add_worksheet("So theo doi")
            bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
            cell_format = book.add_format(
                {"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}
            )
            sheet.write_string(0, 0, f"{self.form.title} – {self.period}", book.add_format({"bold": True}))
            for place, column in enumerate(self.form.columns):
                sheet.write_string(1, place, column.title, bold)
                sheet.set_column(place, place, 8 * column.width)
                for line, row in enumerate(self.rows, 2):
                    sheet.write_string(line, place, clean(row[place]).replace("\u200b", ""), cell_format)
            sheet.freeze_panes(2, 0)
            sheet.autofilter(1, 0, max(1, len(self.rows) + 1), len(self.form.columns) - 1)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(1)
        self._tell("xlsx")
        return out.getvalue()

    def _form(self) -> tuple[FormSet, PrintedForm]:
        chosen = set_on(self._office.form_sets.all(), date_of(self.last))
        form = chosen.form("register") if chosen else None
        if chosen is None or form is None:
            raise NoForm("Chưa có mẫu sổ theo dõi.", "There is no form of the register yet.")
        return chosen, form

    def _row(self, number: int, dossier: Dossier) -> list[str]:
        words = words_of(self._office, dossier, [], self._viewer, self._around)
        cells = {
            **{
                key: words[key]
                for key in ("code", "procedure", "copies", "applicant", "address", "phone", "delivery")
            },
            "number": str(number),
            "received": day_text(dossier.received_day),
            "due": day_text(dossier.due_day),
            "resolved": day_text(dossier.closed_day),
            "returned": day_text(dossier.returned_day),
            "signature": "",
            "clerk": words["clerk"],
            "note": _note(dossier),
        }
        return [cells[column.value] for column in self.form.columns]

    def _tell(self, kind: str) -> None:
        detail = {
            "from": day_text(self.first),
            "to": day_text(self.last),
            "lines": str(len(self.rows)),
            "kind": kind,
            "department": self.department or "",
        }
        self._office.audit.add(
            Entry(
                at=self._office.now(),
                actor=self._viewer.user_id,
                action="printed",
                subject="register",
                detail=detail,
            )
        )


def _in_order(dossier: Dossier) -> tuple[object, str]:
    return (dossier.received_at, dossier.id)


def _note(dossier: Dossier) -> str:
    known = {
        "withdrawn": "công dân rút hồ sơ",
        "rejected": "trả hồ sơ, nêu lý do",
        "stopped": "dừng giải quyết",
    }
    if dossier.state in known:
        return known[dossier.state]
    extended = sum(change.cause == "extension" for change in dossier.dues)
    return f"hẹn lại {extended} lần" if extended else ""
