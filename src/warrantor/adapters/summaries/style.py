"""The style of a summary's pages: the colours and sizes of the portal, in one small sheet."""

from warrantor.adapters.charts import TONES

_LIGHT = {
    "paper": "#ffffff", "canvas": "#f6f7f9", "ink": "#16202c", "soft": "#4a5667", "link": "#1b4fc4", "line": "#d4dae2",
    "yes-ground": "#e3f5ea", "no-ground": "#fdeaea", "missing-ground": "#fff2d6", "person-ground": "#f1ebfd",
    "problem-ground": "#eceff3",
}  # fmt: skip
_DARK = {
    "paper": "#161b22", "canvas": "#0e1217", "ink": "#e8edf3", "soft": "#a7b3c2", "link": "#8fb4ff", "line": "#2e3742",
    "yes-ground": "#10301f", "no-ground": "#3b1716", "missing-ground": "#352708", "person-ground": "#2a1f47",
    "problem-ground": "#262e38",
}  # fmt: skip


def _tokens(ground: dict[str, str], theme: int) -> str:
    tones = {tone: pair[theme] for tone, pair in TONES.items()}
    return "".join(f"--{name}:{colour};" for name, colour in {**ground, **tones}.items())


_MARKS = "".join(f".mark.{tone}{{color:var(--{tone});background:var(--{tone}-ground)}}" for tone in TONES)

STYLE = f"""
:root{{color-scheme:light dark;{_tokens(_LIGHT, 0)}}}
@media (prefers-color-scheme:dark){{:root{{{_tokens(_DARK, 1)}}}}}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--canvas);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}}
main{{max-width:1200px;margin:0 auto;padding:24px 16px 48px}}
h1{{font-size:1.75rem;line-height:1.25;margin:0 0 8px;overflow-wrap:anywhere}}
h2{{font-size:1.375rem;line-height:1.25;margin:0 0 8px}}
p{{margin:0 0 12px;max-width:66ch;overflow-wrap:anywhere}}
.lead{{font-size:1.125rem;color:var(--soft)}}
a{{color:var(--link);text-underline-offset:2px}}
:focus-visible{{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}}
section{{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:16px;margin:24px 0}}
.both{{display:grid;gap:24px;grid-template-columns:minmax(0,1fr)}}
@media (min-width:1100px){{.beside{{grid-template-columns:minmax(0,3fr) minmax(0,2fr);align-items:start}}}}
figure{{margin:8px 0 0}}
figcaption,footer{{color:var(--soft);font-size:.9375rem}}
caption{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
.chart{{display:block;max-width:100%;height:auto}}
.narrow{{display:none}}
.zero,.none{{color:var(--soft)}}
.box{{overflow-x:auto;background:var(--paper)}}
table{{border-collapse:collapse;width:100%;font-size:.9375rem;font-variant-numeric:tabular-nums}}
th,td{{text-align:left;vertical-align:top;padding:8px;border-bottom:1px solid var(--line)}}
thead th{{font-weight:600;white-space:nowrap;border-bottom:2px solid var(--line)}}
tbody th{{font-weight:400}}
.number{{text-align:right;white-space:nowrap}}
td.number a{{display:inline-block;min-width:24px;min-height:24px;text-align:right}}
code{{font:.875rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}}
pre{{background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:12px;white-space:pre-wrap}}
.mark{{padding:2px 8px;border-radius:4px;font-weight:600;white-space:nowrap}}
{_MARKS}
main>.box{{border:1px solid var(--line);border-radius:8px;padding:8px 16px;margin:16px 0}}
@media (max-width:820px){{.wide{{display:none}}.narrow{{display:block}}}}
@media (max-width:600px){{
main{{padding:16px 12px 32px}}section{{padding:12px}}
thead{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
table,tbody,tr,th,td{{display:block}}
tbody tr{{border-bottom:1px solid var(--line);padding:8px 0}}
tbody th,tbody td{{border:0;padding:2px 0}}
td,td.number{{display:flex;justify-content:space-between;align-items:center;gap:16px;text-align:right;white-space:normal}}
td:has(.zero),td:has(.none){{display:none}}
td::before{{content:attr(data-label);color:var(--soft);text-align:left;white-space:nowrap}}
td a{{min-height:44px;min-width:44px!important;line-height:44px;margin:-8px 0}}
.list code{{display:block}}
main>.box tbody th::before{{content:attr(data-label) " ";color:var(--soft)}}
}}
@media print{{body{{background:#fff}}section{{break-inside:avoid}}}}
"""
