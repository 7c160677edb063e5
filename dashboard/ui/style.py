"""The look of what is drawn as HTML: neutral ink, one accent, amber for at risk, red for overdue."""

from __future__ import annotations

CSS = """
<style>
:root { --ink:#1d2733; --soft:#566474; --line:#d9e0e7; --ground:#ffffff; --tint:#f3f6f9; --accent:#0b5cad;
  --risk:#8a5a00; --late:#b3261e; --good:#1b6e3c; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink:#e6ebf0; --soft:#a9b6c3; --line:#3a4654; --ground:#12181f;
  --tint:#1b242e; --accent:#7db8f5; --risk:#f0b94a; --late:#ff8a80; --good:#7fd69c; } }
.stMainBlockContainer { padding-top: 4.2rem; max-width: 1500px; }
.mc-head h1 { font-size:1.5rem; margin:0; padding:0; color:var(--ink); }
.mc-head p { margin:.1rem 0 .2rem; color:var(--soft); }
.mc-table { width:100%; border-collapse:collapse; font-variant-numeric:tabular-nums; color:var(--ink); font-size:.92rem; }
.mc-table th { text-align:left; color:var(--soft); font-weight:600; border-bottom:1px solid var(--line); padding:.35rem .5rem; }
.mc-table td { border-bottom:1px solid var(--line); padding:.35rem .5rem; vertical-align:top; }
.mc-table a, .mc-link { color:var(--accent); }
.mc-scroll { overflow-x:auto; }
.mc-late { color:var(--late); font-weight:600; } .mc-risk { color:var(--risk); font-weight:600; }
.mc-good { color:var(--good); } .mc-soft { color:var(--soft); }
.mc-card { border:1px solid var(--line); border-radius:10px; padding:.7rem .9rem; background:var(--tint); color:var(--ink); }
.mc-grid { display:grid; grid-template-columns:repeat(auto-fit,minmax(11rem,1fr)); gap:.7rem; margin:.2rem 0 .6rem; }
.mc-big { font-size:1.9rem; font-weight:700; text-decoration:none; color:var(--ink); font-variant-numeric:tabular-nums; }
.mc-big:hover { text-decoration:underline; } .mc-big.mc-late { color:var(--late); }
.mc-h2 { font-size:1.02rem; margin:.6rem 0 .1rem; padding:0; color:var(--ink); }
.mc-bar { height:4px; border-radius:2px; background:var(--accent); min-width:1px; } .mc-bar.mc-late { background:var(--late); }
.mc-spark { display:flex; align-items:flex-end; gap:2px; height:22px; } .mc-spark i { flex:1; background:var(--soft); opacity:.55; }
.mc-line { list-style:none; margin:0; padding:0 0 0 1rem; border-left:2px solid var(--line); }
.mc-line li { margin:0 0 .8rem; position:relative; }
.mc-line li::before { content:""; position:absolute; left:-1.36rem; top:.4rem; width:.6rem; height:.6rem;
  border-radius:50%; background:var(--accent); }
</style>
"""
