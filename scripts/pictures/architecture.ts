import { html, raw } from 'hono/html';

/** Kind of a box, which decides its colour. */
type Kind = 'yours' | 'function' | 'store' | 'topic' | 'people';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: Kind;
  readonly title: string;
  readonly lines: readonly string[];
}

interface Arrow {
  /** SVG path; the head is at its end. */
  readonly path: string;
  readonly label?: {
    readonly x: number;
    readonly y: number;
    readonly text: string;
    readonly anchor?: 'middle' | 'end';
  };
  /** Bypasses all functions, for when they are broken. */
  readonly dashed?: true;
  /** Joins another arrow, and has no head. */
  readonly joins?: true;
}

const WIDTH = 1180;
const HEIGHT = 690;

const box = (
  kind: Kind,
  x: number,
  y: number,
  width: number,
  height: number,
  title: string,
  ...lines: string[]
): Box => ({
  kind,
  x,
  y,
  width,
  height,
  title,
  lines,
});

/** Written by hand; a test compares the functions and topics with the template. */
export const BOXES: readonly Box[] = [
  box('yours', 24, 92, 190, 128, 'migrate', 'in an ECS task or', 'a CodeBuild build'),
  box('yours', 24, 262, 190, 62, 'ECS, CodeBuild', 'state events'),
  box('yours', 24, 366, 190, 62, 'clock', 'every minute'),

  box('function', 330, 92, 150, 62, 'ingest', 'recognises, masks'),
  box('function', 330, 186, 150, 48, 'canary', 'runs of its own'),
  box('function', 330, 262, 150, 62, 'lifecycle', 'starts and ends'),
  box('function', 330, 366, 150, 80, 'sweep', 'deadlines, gauges,', 'gaps in the log'),

  box('store', 566, 150, 172, 140, 'table', 'facts: never changed', 'runs: folded from facts', 'incidents'),
  box('topic', 566, 366, 172, 62, 'events', 'what has changed'),
  box('function', 566, 488, 172, 62, 'page', 'incidents, pages'),
  box('function', 566, 568, 172, 48, 'review', 'each week and month'),

  box('topic', 812, 444, 132, 48, 'critical'),
  box('topic', 812, 506, 132, 48, 'warning'),
  box('topic', 812, 568, 132, 48, 'info'),

  box('store', 812, 150, 132, 62, 'metrics', 'and dashboards'),
  box('store', 812, 262, 132, 62, 'alarms', 'a backstop'),

  box('function', 1000, 444, 146, 48, 'deliver-…', 'a queue for each'),
  box('people', 1000, 532, 146, 84, 'you', 'PagerDuty, Slack,', 'webhook, e-mail'),
  box('topic', 1000, 262, 146, 62, 'health', 'the monitor itself'),
];

const ARROWS: readonly Arrow[] = [
  { path: 'M214 123 H322', label: { x: 268, y: 115, text: 'log lines', anchor: 'middle' } },
  { path: 'M119 220 V254' },
  { path: 'M214 293 H322', label: { x: 268, y: 285, text: 'EventBridge', anchor: 'middle' } },
  { path: 'M214 397 H322', label: { x: 268, y: 389, text: 'Scheduler', anchor: 'middle' } },
  { path: 'M405 186 V162' },
  { path: 'M480 123 H523 V200 H558', label: { x: 490, y: 115, text: 'facts' } },
  { path: 'M480 293 H523 V240 H558' },
  { path: 'M480 385 H510 V264 H558' },
  { path: 'M652 290 V358', label: { x: 662, y: 328, text: 'transitions' } },
  { path: 'M480 411 H558' },
  { path: 'M652 428 V480' },
  { path: 'M738 512 H776 V468 H804' },
  { path: 'M738 519 H776 V530 H804' },
  { path: 'M738 526 H776 V592 H804' },
  { path: 'M596 290 V336 H540 V592 H558' },
  { path: 'M738 592 H776', joins: true },
  { path: 'M944 468 H992' },
  { path: 'M1073 492 V524' },
  { path: 'M944 530 H968 V468', joins: true },
  { path: 'M944 592 H968 V530', joins: true },
  { path: 'M968 574 H992' },
  { path: 'M738 181 H804', label: { x: 771, y: 173, text: 'gauges', anchor: 'middle' } },
  { path: 'M878 212 V254' },
  { path: 'M878 324 V397 H746', label: { x: 886, y: 384, text: 'join the open incident' } },
  { path: 'M944 293 H992' },
  {
    path: 'M1146 293 H1162 V574 H1154',
    label: { x: 1154, y: 352, text: 'no function between', anchor: 'end' },
    dashed: true,
  },
];

/** A page that shows the parts and the arrows between them; colours follow the colour scheme. */
export function architecturePage(): string {
  const page = html`<!doctype html><meta charset="utf-8"><style>${raw(STYLE)}</style>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">
  <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>
  <rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="12"/>
  ${zone(8, 56, 222, 388, 'your account, as it is')}
  ${zone(306, 56, 868, 576, 'what npx cdk deploy adds')}
  ${ARROWS.map(({ path, dashed, joins }) => html`<path class="arrow${dashed ? ' dashed' : ''}" d="${path}" marker-end="${joins ? 'none' : 'url(#head)'}"/>`)}
  ${ARROWS.map(({ label }) => (label ? html`<text class="label" x="${label.x}" y="${label.y}" text-anchor="${label.anchor ?? 'start'}">${label.text}</text>` : ''))}
  ${BOXES.map(boxOf)}
  <text class="foot" x="24" y="668">Each function has a dead-letter queue for failed requests, and each queue has an alarm. Stored data is masked before it is written, and encrypted.</text>
</svg>`;
  return page.toString();
}

function zone(x: number, y: number, width: number, height: number, title: string) {
  return html`<rect class="zone" x="${x}" y="${y}" width="${width}" height="${height}" rx="12"/><text class="zone-title" x="${x + 16}" y="${y - 12}">${title}</text>`;
}

function boxOf({ kind, x, y, width, height, title, lines }: Box) {
  const middle = x + width / 2;
  const text = 20 + lines.length * 18;
  const top = y + (height - text) / 2 + 16;
  return html`<g class="${kind}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${kind === 'topic' ? height / 2 : 9}"/>
    <text class="title" x="${middle}" y="${top}" text-anchor="middle">${title}</text>
    ${lines.map((line, index) => html`<text class="line" x="${middle}" y="${top + 19 + index * 18}" text-anchor="middle">${line}</text>`)}</g>`;
}

const STYLE = `
:root { --paper: #fbfaf8; --ink: #1c1b19; --soft: #5f5c56; --line: #d9d4ca; --zone: #f3f0ea; --arrow: #7b766d;
  --yours: #ffffff; --function: #dfeafd; --function-line: #2a62c4; --store: #e2f2e6; --store-line: #1d7a46; --topic: #fdeccd; --topic-line: #9a5b00; --people: #fbdcd7; --people-line: #c22f2f; }
@media (prefers-color-scheme: dark) { :root { --paper: #141516; --ink: #eceae6; --soft: #aaa79f; --line: #3a3e41; --zone: #1a1c1e; --arrow: #8d897f;
  --yours: #26292b; --function: #1c2c4d; --function-line: #82aaff; --store: #17352a; --store-line: #58c98a; --topic: #3d2e12; --topic-line: #e7ad52; --people: #47201f; --people-line: #ff7b72; } }
body { margin: 0; } svg { display: block; }
text { font: 14px "DejaVu Sans", system-ui, sans-serif; fill: var(--ink); }
.paper { fill: var(--paper); } .zone { fill: var(--zone); stroke: var(--line); } .zone-title { fill: var(--soft); font-size: 15px; }
g rect { stroke-width: 1.5; } .title { font-weight: 700; font-size: 15px; } .line { font-size: 12.5px; fill: var(--soft); }
.yours rect { fill: var(--yours); stroke: var(--line); } .function rect { fill: var(--function); stroke: var(--function-line); }
.store rect { fill: var(--store); stroke: var(--store-line); } .topic rect { fill: var(--topic); stroke: var(--topic-line); } .people rect { fill: var(--people); stroke: var(--people-line); }
.arrow { fill: none; stroke: var(--arrow); stroke-width: 1.6; } .dashed { stroke-dasharray: 5 4; } marker path { fill: var(--arrow); }
.label { font-size: 12px; fill: var(--soft); paint-order: stroke; stroke: var(--zone); stroke-width: 4px; } .foot { font-size: 12.5px; fill: var(--soft); }`;
