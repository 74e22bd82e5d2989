/**
 * Style sheet of HTML pages: the report and the review. Colours are named by meaning and defined once for each scheme; all text has a contrast of at least 4.5
 * : 1.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1c1b19; --soft: #63605a; --line: #e4e0d8; --lane: #eeebe4;
  --ok: #1d7a46; --quiet: #6f6b63; --bad: #c22f2f; --warn: #9a5b00; --busy: #2a62c4;
  --band: #f6c9c4; --band-open: #e5776c; --code: #f4f2ed; --mark: #ffe1dc; --accent: #2a62c4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141516; --card: #1b1d1f; --ink: #eceae6; --soft: #a5a29b; --line: #313437; --lane: #26292b;
    --ok: #58c98a; --quiet: #9b978e; --bad: #ff7b72; --warn: #e7ad52; --busy: #82aaff;
    --band: #56302e; --band-open: #a3463f; --code: #232628; --mark: #57302d; --accent: #82aaff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 96px; }
.top { margin-bottom: 36px; }
.brand { margin: 0 0 6px; font-weight: 600; color: var(--accent); letter-spacing: .01em; }
h1 { margin: 0; font-size: 34px; line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
.lead { margin: 10px 0 0; max-width: 70ch; color: var(--soft); }
.lead strong { color: var(--ink); font-weight: 600; }
h2 { margin: 44px 0 14px; font-size: 21px; letter-spacing: -.01em; }
h2 .count { margin-left: 6px; font-size: 15px; font-weight: 400; letter-spacing: 0; color: var(--soft); }
h3 { margin: 18px 0 6px; font-size: 14px; }
h3 .codes { margin-left: 6px; font-weight: 400; color: var(--soft); }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.tiles { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 24px 0 0; padding: 0; list-style: none; color: var(--soft); }
.tiles li { display: flex; align-items: baseline; gap: 7px; }
.tiles b { font-size: 25px; font-weight: 600; font-variant-numeric: tabular-nums; color: var(--ink); }
.tiles .ok b { color: var(--ok); } .tiles .bad b { color: var(--bad); } .tiles .warn b { color: var(--warn); } .tiles .busy b { color: var(--busy); }
.tiles .gap { padding-left: 28px; border-left: 1px solid var(--line); }
.env { color: var(--soft); }
.empty { color: var(--soft); }

svg text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); }
svg .env, svg .axis { fill: var(--soft); }
svg .axis { font-size: 12px; }
svg .grid { stroke: var(--line); fill: none; }
.scroll { overflow-x: auto; }
.from-end { direction: rtl; }
.week { display: flex; min-width: 760px; direction: ltr; }
.week svg { display: block; min-width: 0; height: auto; }
.week .names { position: sticky; left: 0; z-index: 1; background: var(--paper); }
.week .lane { stroke: var(--lane); stroke-width: 2; }
.week .touch { fill: transparent; }
.week .band { fill: var(--band); } .week .band.open { fill: var(--band-open); }
.mark { color: var(--quiet); } .mark.ok { color: var(--ok); } .mark.bad { color: var(--bad); } .mark.warn { color: var(--warn); } .mark.busy { color: var(--busy); }
.mark .fill { fill: currentColor; stroke: var(--paper); stroke-width: 1; }
.mark .hollow { fill: var(--paper); stroke: currentColor; stroke-width: 1.6; }
.mark .stroke { fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: round; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 12px 0 0; font-size: 13px; color: var(--soft); }
.legend span { display: inline-flex; align-items: center; gap: 6px; }
svg.mark { width: 13px; height: 13px; flex: none; }
.swatch { width: 18px; height: 11px; border-radius: 2px; background: var(--band); } .swatch.open { background: var(--band-open); }

.incident { border-top: 1px solid var(--line); }
.incident:last-child { border-bottom: 1px solid var(--line); }
.incident > summary { display: grid; grid-template-columns: 5.2em 10.5em 1fr auto; gap: 4px 14px; align-items: baseline; padding: 10px 10px 10px 4px; list-style: none; }
.incident > summary::-webkit-details-marker { display: none; }
.incident > summary:hover { background: var(--card); }
.incident .title { font-weight: 600; }
.incident .status { color: var(--soft); } .incident .status strong { color: var(--bad); }
.incident[open] { background: var(--card); }
.incident.open { margin: 0 0 14px; border: 1px solid var(--bad); border-radius: 8px; background: var(--card); }
.incident.open > summary { padding: 12px 16px; } .incident.open .title { font-size: 17px; }
.incident > .life, .incident > .facts { margin-left: 18px; margin-right: 18px; }
.incident > .facts { margin-bottom: 18px; }
.severity { justify-self: start; padding: 0 8px; border-radius: 9px; font-size: 12px; line-height: 18px; border: 1px solid currentColor; color: var(--soft); }
.severity.critical { color: var(--card); background: var(--bad); border-color: var(--bad); } .severity.warning { color: var(--warn); }
.life { margin: 0; padding: 0 0 0 4px; list-style: none; font-size: 14px; }
.life > li { position: relative; padding: 2px 0 2px 20px; }
.life > li::before { content: ""; position: absolute; left: 0; top: 9px; width: 9px; height: 9px; border-radius: 50%; background: var(--quiet); }
.life > li::after { content: ""; position: absolute; left: 4px; top: 20px; bottom: -8px; width: 1px; background: var(--line); }
.life > li:last-child::after { content: none; }
.life .opened::before, .life .updated::before, .life .reminder::before { background: var(--bad); }
.life .resolved::before { background: var(--ok); }
.life .end::before { background: none; border: 1.5px solid var(--quiet); }
.life time { display: inline-block; min-width: 9.2em; color: var(--soft); font-variant-numeric: tabular-nums; }
.life em { color: var(--soft); font-style: normal; } .life em::before { content: "to "; }
summary { cursor: pointer; }
.life summary { list-style-position: outside; }
.life summary::marker { color: var(--soft); }
.life details > summary { list-style: none; } .life details > summary::-webkit-details-marker { display: none; }
.life details > summary > span { color: var(--accent); text-underline-offset: 3px; }
.life details > summary:hover > span { text-decoration: underline; }
pre { margin: 8px 0; padding: 14px 16px; overflow-x: auto; background: var(--code); border-radius: 6px; tab-size: 2; }
.facts { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 12px 0 0; font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }

.runs { border-top: 1px solid var(--line); }
.run-row { display: grid; grid-template-columns: 9.6em minmax(9em, 1.1fr) minmax(9em, 1.4fr) minmax(9em, 1.6fr) 6.5em; gap: 12px; align-items: baseline; padding: 8px 10px 8px 4px; }
.nameless .run-row { grid-template-columns: 9.6em minmax(9em, 1.4fr) minmax(9em, 2fr) 6.5em; }
.run-row.head { color: var(--soft); } .run-row.head span { font-size: 13px; }
.run { border-top: 1px solid var(--line); }
.run > summary { list-style: none; } .run > summary::-webkit-details-marker { display: none; }
.run > summary:hover { background: var(--card); }
.run[open] { background: var(--card); }
.run:target > summary { outline: 2px solid var(--accent); outline-offset: -2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.when { color: var(--soft); font-variant-numeric: tabular-nums; }
.num { text-align: right; font-variant-numeric: tabular-nums; }
.what { color: var(--soft); overflow-wrap: anywhere; }
.badge { display: inline-flex; align-items: center; gap: 7px; font-weight: 550; white-space: nowrap; color: var(--quiet); }
.badge.ok { color: var(--ok); } .badge.bad { color: var(--bad); } .badge.warn { color: var(--warn); } .badge.busy { color: var(--busy); }
.dirty { margin-left: 6px; color: var(--bad); white-space: nowrap; }
.detail { padding: 6px 18px 22px 18px; }
.detail ul, .detail ol { margin: 0; padding-left: 22px; } .detail li { margin: 3px 0; }
.timeline { display: block; width: 100%; min-width: 560px; max-width: 760px; height: auto; margin: 6px 0 4px; }
.timeline .ok rect { fill: var(--ok); } .timeline .bad rect { fill: var(--bad); } .timeline .warn rect { fill: var(--warn); }
.timeline .took, .timeline .quiet text { fill: var(--soft); } .timeline .bad .took { fill: var(--bad); } .timeline .warn .took { fill: var(--warn); }
.message { margin: 0; font-weight: 550; overflow-wrap: anywhere; }
.sql mark { display: block; margin: 0 -16px; padding: 0 16px; background: var(--mark); color: inherit; }
.command { display: block; padding: 6px 10px; border-radius: 5px; background: var(--code); overflow-wrap: anywhere; }
.alternative { margin: 12px 0 0; padding: 10px 14px 12px; border: 1px solid var(--line); border-radius: 8px; }
.alternative h4 { margin: 0 0 4px; font-size: 15px; }
.alternative h4 b { display: inline-block; min-width: 22px; color: var(--accent); }
.donot { margin: 10px 0 0; padding-left: 12px; border-left: 3px solid var(--bad); }
.note { margin: 10px 0 0; padding-left: 12px; border-left: 3px solid var(--warn); }

.review { max-width: 860px; }
.line { margin: 6px 0 0; overflow-wrap: anywhere; }
.line.below { margin: 0; padding-left: 20px; color: var(--soft); }
table { margin: 0 0 14px; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 18px 4px 0; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, th:nth-child(4), td:nth-child(4) { text-align: left; }
th { font-weight: 400; color: var(--soft); }

@media (max-width: 720px) {
  main { padding: 24px 16px 64px; }
  h1 { font-size: 27px; }
  .tiles { gap: 6px 20px; } .tiles .gap { padding-left: 0; border: 0; }
  .run-row, .nameless .run-row { grid-template-columns: 1fr auto; gap: 1px 12px; padding: 10px 4px; }
  .run-row.head { display: none; }
  .run-row > .when { order: 1; } .run-row > .num { order: 2; } .run-row > :nth-child(2) { order: 3; grid-column: 1 / -1; }
  .run-row > :nth-child(3) { order: 4; grid-column: 1 / -1; } .run-row > .what { order: 5; grid-column: 1 / -1; }
  .nameless .run-row > .num { order: 2; }
  .detail { padding: 4px 4px 20px; }
  .incident > summary { grid-template-columns: auto 1fr; } .incident .title, .incident .status { grid-column: 1 / -1; }
  .incident > .life, .incident > .facts { margin-left: 8px; margin-right: 8px; }
  .life time { min-width: 0; margin-right: 6px; }
}
@media (max-width: 600px) {
  pre { --hang: 8ch; padding: 12px; font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
  .sql { --hang: 4ch; }
  pre .line { display: block; padding-left: var(--hang); text-indent: calc(-1 * var(--hang)); }
  .sql mark { margin: 0 -12px; padding-right: 12px; padding-left: calc(12px + var(--hang)); }
}
@media print { .run, .incident { break-inside: avoid; } }
`;
