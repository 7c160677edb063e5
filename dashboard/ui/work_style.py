"""The look of My work and of the dossier."""

from __future__ import annotations

CSS = """
<style>
.st-key-jobs button { justify-content:flex-start; text-align:left; min-height:2.9rem; padding:.3rem .6rem; }
.st-key-jobs button p { text-align:left; font-size:.92rem; line-height:1.35; }
.st-key-jobs button > div { justify-content:flex-start; width:100%; }
.st-key-jobs [data-testid="stHorizontalBlock"] { border-bottom:1px solid var(--line); }
@media (max-width: 640px) {
  /* On a phone the open one, with what to do, comes before the list. */
  .st-key-desk > div > [data-testid="stHorizontalBlock"], .st-key-desk > [data-testid="stHorizontalBlock"] {
    flex-direction:column-reverse; align-items:stretch; }
}
.mc-facts { display:grid; grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr)); gap:.5rem .8rem; }
.mc-facts > div { overflow-wrap:anywhere; }
.mc-procedure { margin:0 0 .5rem; font-weight:600; }
.mc-recent { margin:0; padding-left:1.1rem; color:var(--soft); font-size:.9rem; }
.mc-h3 { font-size:.92rem; margin:.4rem 0 .1rem; padding:0; color:var(--soft); font-weight:600; }
.mc-line li.mc-past::before { background:var(--soft); }
.mc-pause { color:var(--risk); }
.mc-note { border-left:3px solid var(--line); padding-left:.6rem; margin:.2rem 0 .6rem; color:var(--ink); }
</style>
"""
