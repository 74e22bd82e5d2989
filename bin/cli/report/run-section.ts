import { html } from 'hono/html';
import { type Steps, shownBranches } from '../../../lambda/domain/diagnosis/advice/branches.ts';
import type { ExplainedRun } from '../../../lambda/domain/incidents/explained-run.ts';
import { detailsBeside } from '../../../lambda/domain/model/error-words.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { endedClean, type Run } from '../../../lambda/domain/model/run.ts';
import type { Branch, Step, Verdict } from '../../../lambda/domain/model/verdict.ts';
import { forecastNotes } from '../../../lambda/domain/pages/expectation.ts';
import { loadNotes } from '../../../lambda/domain/pages/load.ts';
import { isEndUnshown, UNSHOWN_END } from '../../../lambda/domain/runs/unshown-end.ts';
import { duration } from '../duration.ts';
import { fullMoment, shortMoment } from './moments.ts';
import { badge, type Html, standingOf } from './outcome-look.ts';
import { migrationLabel, runTimeline } from './run-timeline.ts';
import { anchorOf } from './week-chart.ts';

/** The runs table; each row opens to the run's timeline, error, verdict and commands. `open` opens all rows. */
export function runSection(runs: readonly ExplainedRun[], open: boolean): Html {
  if (runs.length === 0)
    return html`<section id="runs"><h2>Runs</h2><p class="empty">No golang-migrate run in this text.</p></section>`;
  const targets = new Set(runs.map(({ target }) => JSON.stringify(target)));
  const named = targets.size > 1 || runs.some(({ target }) => target.environment !== 'unmatched');
  return html`<section id="runs">
    <h2>Runs <span class="count">${runs.length}</span></h2>
    <div class="runs${named ? '' : ' nameless'}">
      <div class="run-row head" aria-hidden="true"><span>Started, UTC</span>${named ? html`<span>Database</span>` : ''}<span>Outcome</span><span>Migrations, error or command</span><span class="num">Took</span></div>
      ${runs.map((run) => row(run, named, open))}
    </div>
  </section>`;
}

function row(run: ExplainedRun, named: boolean, open: boolean): Html {
  const { environment, database } = run.target;
  return html`<details class="run" id="${anchorOf(run)}"${open ? html` open` : ''}>
    <summary class="run-row">
      <span class="when">${run.startedAt === null ? '—' : shortMoment(run.startedAt)}</span>
      ${named ? html`<span class="target"><span class="env">${printable(environment)}</span> ${printable(database)}</span>` : ''}
      <span>${badge(standingOf(run))}${run.dirtyVersion === null ? '' : html` <span class="dirty">dirty at ${run.dirtyVersion}</span>`}</span>
      <span class="what">${what(run)}</span>
      <span class="num">${run.durationMs === null ? '—' : duration(run.durationMs)}</span>
    </summary>
    <div class="detail">${detail(run)}</div>
  </details>`;
}

/** One short cell: what was applied, or what prevented it. */
function what({ migrations, error, outcome, command }: Run): string {
  const applied = migrations.filter(({ status }) => status === 'applied');
  const stuck = migrations.find(({ status }) => status === 'failed' || status === 'running');
  const done = applied.length === 0 ? '' : `${applied.length} applied`;
  if (stuck)
    return [done, printable(`${stuck.version}/${stuck.direction[0]} ${stuck.identifier}`)]
      .filter(Boolean)
      .join(', then ');
  if (applied.length > 0)
    return applied.length === 1 ? migrationLabel(applied[0]!) : `${done}, to ${applied.at(-1)!.version}`;
  if (error && !endedClean(outcome)) return error.class;
  return command === 'up' ? '' : (command ?? '');
}

function detail(run: ExplainedRun): Html {
  const { error, verdict } = run;
  return html`
    ${runTimeline(run) ?? ''}
    ${error === null ? '' : errorPart(error)}
    ${verdict === null ? '' : verdictPart(verdict)}
    ${notes(run).map((note) => html`<p class="note">${printable(note)}</p>`)}
    <p class="facts">${facts(run).map((fact) => html`<span>${printable(fact)}</span>`)}</p>`;
}

function errorPart(error: NonNullable<Run['error']>): Html {
  const { class: kind, message, sqlState, vendorCode, line, column, statement } = error;
  const details = detailsBeside(error);
  const place = line === null ? undefined : `line ${line}${column === null ? '' : `, column ${column}`}`;
  const codes = [kind, sqlState && `SQLSTATE ${sqlState}`, vendorCode && `error ${vendorCode}`, place].filter(
    Boolean,
  );
  return html`<h3>Error <span class="codes">${printable(codes.join(' · '))}</span></h3>
    <p class="message">${printable(message)}</p>
    ${details === null ? '' : html`<pre class="sql">${details.split('\n').map((text) => `${printable(text)}\n`)}</pre>`}
    ${(error.also ?? []).map((text) => html`<p class="message">and: ${printable(text)}</p>`)}
    ${statement === null ? '' : html`<pre class="sql">${statementLines(statement, line)}</pre>`}`;
}

/** The statement with line numbers when it has several lines; the line of the error is highlighted. */
function statementLines(statement: string, errorLine: number | null): Html[] {
  const lines = statement.trimEnd().split('\n');
  const width = String(lines.length).length;
  return lines.map((line, index) => {
    const number = lines.length === 1 ? '' : `${String(index + 1).padStart(width)}  `;
    const text = number + printable(line.replaceAll('\t', '  '));
    return index + 1 === errorLine && lines.length > 1
      ? html`<mark class="line">${text}\n</mark>`
      : html`<span class="line">${text}\n</span>`;
  });
}

function verdictPart({ state, evidence, next, doNot }: Verdict): Html {
  return html`<h3>The database now <span class="codes">${state}</span></h3>
    <ul>${evidence.map((sentence) => html`<li>${printable(sentence)}</li>`)}</ul>
    ${next.length === 0 ? '' : html`<h3>What to type</h3>${branches(next)}`}
    ${doNot.map((sentence) => html`<p class="donot">${printable(sentence)}</p>`)}`;
}

/** The steps that always come first, then the alternatives, each in its own frame. */
function branches(next: readonly Branch[]): Html {
  const { first, alternatives } = shownBranches(next);
  return html`${first.length === 0 ? '' : stepList(first)}
    ${alternatives.map(
      ({ letter, head, steps }) => html`<section class="alternative">
      <h4>${letter === '' ? '' : html`<b>${letter}</b> `}${printable(head)}</h4>
      ${stepList(steps)}
    </section>`,
    )}`;
}

function stepList(steps: Steps): Html {
  return html`<ol class="steps">${steps.map(item)}</ol>`;
}

function item(step: Step): Html {
  return 'command' in step
    ? html`<li><code class="command">${printable(step.command)}</code></li>`
    : html`<li>${printable(step.do)}</li>`;
}

function notes(run: Run): string[] {
  const { findings, disagreement, leaked, redactions } = run;
  return [
    ...(isEndUnshown(run) ? UNSHOWN_END : []),
    ...findings.map(({ text }) => text),
    ...forecastNotes(run),
    ...loadNotes(run),
    ...(disagreement === null ? [] : [disagreement]),
    ...(leaked.length === 0
      ? []
      : [`This log holds a credential in plain text (${leaked.join(', ')}): rotate it.`]),
    ...(redactions === 0 ? [] : [`${redactions} ${redactions === 1 ? 'value is' : 'values are'} masked.`]),
  ];
}

const SOURCE: Readonly<Record<Run['source'], string>> = {
  cli: 'migrate, plain output',
  'cli-verbose': 'migrate -verbose',
  library: 'a program that uses the library',
};

function facts(run: Run): string[] {
  return [
    SOURCE[run.source],
    ...(run.command === null ? [] : [`command ${run.command}`]),
    ...(run.startedAt === null ? [] : [`started ${fullMoment(run.startedAt)}`]),
    ...(run.exitCode === null ? [] : [`exit code ${run.exitCode}`]),
    ...(run.stopReason === null ? [] : [run.stopReason]),
    ...(run.outcome === 'running' || run.endSeen ? [] : ['its end was not seen, but inferred']),
    ...(run.logGroup === null || run.logGroup === '' ? [] : [`${run.logGroup} ${run.logStream ?? ''}`]),
  ];
}
