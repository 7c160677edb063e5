"""The look of the form's table."""

from __future__ import annotations

CSS = """<style>
.mc-report th { text-align:center; } .mc-report thead th { border:1px solid var(--line); }
.mc-report td.mc-n { padding:.38rem .45rem; } .mc-report td:nth-child(1) { color:var(--soft); width:2.2rem; }
.mc-report td:nth-child(2) { min-width:13rem; }
.mc-report .mc-numbers th { font-weight:400; font-style:italic; padding:.1rem; }
.mc-report tr.mc-group td, .mc-report tr.mc-total td { font-weight:600; background:var(--tint); }
.mc-report tr.mc-total td { border-top:2px solid var(--line); }
.mc-plain { list-style:none; margin:0; padding:0 !important; } .mc-plain li { margin:.15rem 0; }
.mc-known { border-left:3px solid var(--line); padding-left:.8rem; }
.mc-fold .mc-soft a { text-decoration:underline; text-underline-offset:.15em; }
@media (max-width:700px) {
.st-key-sheet_appendix .mc-fold td:last-child { grid-column:1 / -1; }
.st-key-sheet_list .mc-fold td:nth-child(3), .st-key-sheet_criteria .mc-fold td:nth-child(2),
.st-key-sheet_index .mc-fold td:nth-child(2) { grid-column:1 / -1; }
.st-key-sheet_criteria .mc-fold td:last-child { grid-column:2 / -1; }
.st-key-sheet_index .mc-fold td:last-child { grid-column:2 / -1; }
}
@media (min-width:701px) {
.st-key-sheet_index .mc-fold, .st-key-sheet_criteria .mc-fold { table-layout:fixed; }
.st-key-sheet_index .mc-fold th:nth-child(1), .st-key-sheet_criteria .mc-fold th:nth-child(1) { width:3rem; }
.st-key-sheet_index .mc-fold th:nth-child(3), .st-key-sheet_criteria .mc-fold th:nth-child(3) { width:7rem; }
.st-key-sheet_index .mc-fold th:nth-child(4), .st-key-sheet_criteria .mc-fold th:nth-child(4) { width:45%; }
}
</style>"""
