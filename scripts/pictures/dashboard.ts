import { html, raw } from 'hono/html';
import { METRIC_NAMESPACE } from '../../lambda/contract/metrics.ts';
import type { Widget, WidgetProperties } from './dashboard-body.ts';
import { type Curve, sampleCurve } from './sample-curves.ts';

/** CSS pixels of one cell of CloudWatch's grid of 24 columns. */
const COLUMN = 49;
const ROW = 36;
const GAP = 10;

/**
 * Widgets at their places on the grid. Titles, metrics, alarms and queries are the template's own; curves are samples.
 */
export function dashboardPage(title: string, widgets: readonly Widget[]): string {
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));
  const page = html`<!doctype html><meta charset="utf-8"><style>${raw(STYLE)}</style>
<main style="width:${24 * COLUMN + 2 * GAP}px;height:${rows * ROW + 84}px">
  <header><b>CloudWatch</b> <span>› Dashboards ›</span> ${title}<i>Layout as deployed; the curves are samples.</i></header>
  ${widgets.map(widgetOf)}
</main>`;
  return page.toString();
}

function widgetOf({ type, x, y, width, height, properties }: Widget) {
  const place = `left:${x * COLUMN + GAP + GAP / 2}px;top:${y * ROW + 62}px;width:${width * COLUMN - GAP}px;height:${height * ROW - GAP}px`;
  if (type === 'text')
    return html`<section class="text" style="${place}">${markdown(properties.markdown ?? '')}</section>`;
  const size = { width: width * COLUMN - GAP - 28, height: height * ROW - GAP - 40 };
  return html`<section style="${place}"><h3>${properties.title}</h3>${content(type, properties, size)}</section>`;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function content(type: Exclude<Widget['type'], 'text'>, properties: WidgetProperties, size: Size) {
  switch (type) {
    case 'alarm':
      return alarms(properties);
    case 'log':
      return query(properties);
    case 'metric':
      return graph(properties, size);
    default:
      return type satisfies never;
  }
}

function markdown(text: string) {
  return text.split('\n').map((line) => {
    const heading = /^(#+) (.*)/.exec(line);
    if (heading) return html`<p class="h${heading[1]!.length}">${heading[2]}</p>`;
    return html`<p class="links">${line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')}</p>`;
  });
}

function alarms({ alarms: arns = [] }: WidgetProperties) {
  const names = arns.map((arn) => arn.replace(/^arn:.*:alarm:/, ''));
  const common = names[0]?.replace(/[^-]*$/, '') ?? '';
  return html`<div class="alarms">${names.map((name) => html`<span>${name.replace(common, '')}</span>`)}</div>`;
}

/** Columns of the table that the query makes, some made-up rows, and the query. */
function query({ query: text = '' }: WidgetProperties) {
  const steps = text.split(/\n?\s*\| /).filter((step) => !step.startsWith('SOURCE'));
  const fields = steps.map((step) => /^(?:fields|stats) (.*?)(?: by (.*))?$/.exec(step)).find(Boolean);
  const columns = [fields?.[2], fields?.[1]]
    .flatMap((part) => part?.split(', ') ?? [])
    .map((column) => column.replace(/^.* as /, ''));
  const samples = steps.some((step) => step.startsWith('stats')) ? SAMPLE_GROUPS : SAMPLE_ROWS;
  const cell = (column: string, row: number) => samples[column]?.[row] ?? '';
  return html`<table><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr>
    ${[0, 1, 2, 3].map((row) => html`<tr>${columns.map((column) => html`<td>${cell(column, row)}</td>`)}</tr>`)}</table>
    <code>${steps.filter((step) => !step.startsWith('fields')).join(' | ')}</code>`;
}

/** Values by column of the log of runs, newest first. */
const SAMPLE_ROWS: Readonly<Record<string, readonly string[]>> = {
  time: ['16:02:11', '14:31:40', '14:30:08', '09:33:52'],
  database: ['orders', 'orders', 'orders', 'orders'],
  transition: ['ended', 'ended', 'ended', 'ended'],
  outcome: ['succeeded', 'blocked', 'failed', 'succeeded'],
  command: ['up', 'up', 'up', 'up'],
  version: ['42', '42', '42', '41'],
  migrationsApplied: ['1', '0', '0', '3'],
  durationMs: ['61204', '311', '48700', '52980'],
  errorClass: ['', 'dirty-blocked', 'migration-failed', ''],
  sqlState: ['', '', '42P01', ''],
};

/** Values by column of a counting query. */
const SAMPLE_GROUPS: Readonly<Record<string, readonly string[]>> = {
  database: ['orders', 'orders'],
  command: ['up', 'force'],
  longestMs: ['61204', '311'],
  runs: ['31', '1'],
  errorClass: ['migration-failed', 'dirty-blocked'],
  sqlState: ['42P01', ''],
  failures: ['1', '1'],
  last: ['14:30:08', '14:31:40'],
};

interface Series {
  readonly label: string;
  readonly curve: Curve;
  readonly colour: number;
  readonly isBand: boolean;
  /** Drawn on a separate axis, from 0 to 1. */
  readonly isRight: boolean;
}

function graph(
  { metrics = [], stacked, view, yAxis, annotations }: WidgetProperties,
  { width, height }: Size,
) {
  const series = metrics.flatMap((row, index): readonly Series[] => {
    const options = (row.at(-1) ?? {}) as {
      label?: string;
      expression?: string;
      yAxis?: string;
      visible?: boolean;
    };
    // A metric that only an expression reads.
    if (options.visible === false) return [];
    const isBand = options.expression?.startsWith('ANOMALY') ?? false;
    // A gauge that is drawn as zero where it is missing; its label is its name.
    const isFilled = options.expression?.startsWith('FILL(') ?? false;
    const [namespace, name] = isFilled
      ? [METRIC_NAMESPACE, options.label ?? '']
      : row.slice(0, 2).map(String);
    const label = options.label ?? name ?? '';
    return [
      {
        label,
        curve: isBand ? [] : sampleCurve(namespace ?? '', name ?? '', index + label.length),
        colour: index % 6,
        isBand,
        isRight: options.yAxis === 'right',
      },
    ];
  });
  const legend = legendOf(series, width);
  const plot = { left: 34, width: width - 34, height: height - legend.height - 16 };
  const top =
    Math.max(
      yAxis?.left?.max ?? 0,
      ...series.flatMap(({ curve, isRight }) => (isRight ? [] : curve).map((value) => value ?? 0)),
      1,
    ) * (yAxis?.left?.max ? 1 : 1.15);
  const up = (value: number) => plot.height - (value / top) * plot.height + 4;
  const across = (point: number, of: number) => plot.left + (point / (of - 1)) * plot.width;
  const limits = (annotations?.horizontal ?? []).filter(({ value }) => value <= top);
  return html`<svg width="${width}" height="${height}">
    ${[0, 0.5, 1].map((part) => html`<line class="grid" x1="${plot.left}" x2="${width}" y1="${up(top * part)}" y2="${up(top * part)}"/><text class="axis" x="${plot.left - 6}" y="${up(top * part) + 4}" text-anchor="end">${axisText(top * part)}</text>`)}
    ${series.some(({ isBand }) => isBand) ? band(plot, up) : ''}
    ${series.map((each) => shape(each, view === 'bar' || stacked === true, across, each.isRight ? (value) => up(value * top) : up, plot.height))}
    ${limits.map(({ value }) => html`<line class="limit" x1="${plot.left}" x2="${width}" y1="${up(value)}" y2="${up(value)}"/>`)}
    ${legend.draw(height - legend.height)}</svg>`;
}

function shape(
  { curve, colour }: Series,
  isBar: boolean,
  across: (point: number, of: number) => number,
  up: (value: number) => number,
  bottom: number,
) {
  if (isBar || curve.some((value) => value === null)) {
    return curve.map((value, point) => {
      if (!value) return '';
      const x = across(point, curve.length);
      return isBar
        ? html`<rect class="c${colour}" x="${x - 3}" y="${up(value)}" width="6" height="${Math.max(1, bottom + 4 - up(value))}"/>`
        : html`<circle class="c${colour}" cx="${x}" cy="${up(value)}" r="3"/>`;
    });
  }
  const path = curve.map(
    (value, point) =>
      `${point === 0 ? 'M' : 'L'}${across(point, curve.length).toFixed(1)} ${up(value ?? 0).toFixed(1)}`,
  );
  return html`<path class="l${colour}" d="${path.join(' ')}"/>`;
}

/** The usual range, as an even band. */
function band({ left, width }: { left: number; width: number }, up: (value: number) => number) {
  return html`<rect class="band" x="${left}" y="${up(88)}" width="${width}" height="${up(28) - up(88)}"/>`;
}

const LEGEND_ROW = 16;

/** Colours and labels, in as many rows as needed. */
function legendOf(series: readonly Series[], width: number) {
  let [x, row] = [4, 0];
  const places = series.map(({ label }) => {
    const wide = label.length * 6.2 + 20;
    if (x > 4 && x + wide > width + 8) [x, row] = [4, row + 1];
    const place = { x, row };
    x += wide;
    return place;
  });
  return {
    height: (row + 1) * LEGEND_ROW + 6,
    draw: (top: number) =>
      series.map(({ label, colour, isBand }, index) => {
        const at = places[index]!;
        const y = top + 8 + at.row * LEGEND_ROW;
        return html`<rect class="${isBand ? 'band' : `c${colour}`}" x="${at.x}" y="${y}" width="9" height="9" rx="2"/><text class="legend" x="${at.x + 14}" y="${y + 8}">${label}</text>`;
      }),
  };
}

function axisText(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

const STYLE = `
:root { --paper: #f2f3f3; --card: #ffffff; --ink: #16191f; --soft: #545b64; --line: #e3e6e8; --band: #d5dbe1; --ok: #1d8102; --limit: #d13212;
  --c0: #1f77b4; --c1: #ff7f0e; --c2: #2ca02c; --c3: #d62728; --c4: #9467bd; --c5: #8c564b; }
@media (prefers-color-scheme: dark) { :root { --paper: #0f1b2a; --card: #192534; --ink: #d5dbdb; --soft: #95a5b5; --line: #2c3a4b; --band: #33465c; --ok: #6aaf35; --limit: #ff5d64;
  --c0: #6cb2eb; --c1: #ffa657; --c2: #69c27a; --c3: #ff8a84; --c4: #b9a0e8; --c5: #c9a08f; } }
body { margin: 0; } main { position: relative; background: var(--paper); color: var(--ink); font: 13px/1.4 "Liberation Sans", Arial, system-ui, sans-serif; border-radius: 10px; overflow: hidden; }
header { padding: 14px 20px; border-bottom: 1px solid var(--line); background: var(--card); } header span, header i { color: var(--soft); } header i { float: right; }
section { position: absolute; box-sizing: border-box; padding: 8px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
section.text { background: none; border-color: transparent; padding: 4px 2px; } h3 { margin: 0 0 6px; font-size: 13px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
p { margin: 0; } .h1 { font-size: 21px; font-weight: 700; } .h2 { font-size: 17px; font-weight: 700; } .links { color: var(--c0); }
.alarms { display: flex; flex-wrap: wrap; gap: 6px; } .alarms span { padding: 3px 9px; border: 1px solid var(--line); border-left: 4px solid var(--ok); border-radius: 4px; font-size: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 12px; } th { text-align: left; color: var(--soft); font-weight: 600; } th, td { padding: 1px 14px 2px 0; border-bottom: 1px solid var(--line); white-space: nowrap; height: 20px; }
code { display: block; margin-top: 8px; font: 11.5px "DejaVu Sans Mono", monospace; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
svg { display: block; } .grid { stroke: var(--line); } .axis, .legend { font: 11px "Liberation Sans", Arial, sans-serif; fill: var(--soft); } .limit { stroke: var(--limit); stroke-dasharray: 4 3; } .band { fill: var(--band); }
${[0, 1, 2, 3, 4, 5].map((index) => `.c${index} { fill: var(--c${index}); } .l${index} { fill: none; stroke: var(--c${index}); stroke-width: 1.6; }`).join(' ')}`;
