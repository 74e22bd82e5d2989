import { html } from 'hono/html';
import { printable } from '../model/printable.ts';
import type { ReviewMessage, ReviewPart } from '../model/review-message.ts';
import { htmlDocument } from '../pages/html-document.ts';

/** The review as one HTML document. */
export function reviewPage({ title, verdict, sections }: ReviewMessage): Promise<string> {
  return htmlDocument(
    printable(title),
    html`<main class="review">
  <header class="top">
    <p class="brand">migrate-watch</p>
    <h1>${printable(verdict)}</h1>
    <p class="lead">${printable(title)}</p>
  </header>
  ${sections.map((section) => html`<section><h2>${section.title}</h2>${section.parts.map(partHtml)}</section>`)}
</main>`,
  );
}

function partHtml(part: ReviewPart) {
  switch (part.kind) {
    case 'lines':
      return html`${part.lines.filter((line) => line !== '').map(lineHtml)}`;
    case 'code':
      return html`<pre>${part.lines.map((line) => `${printable(line)}\n`).join('')}</pre>`;
    case 'counts':
      return html`<div class="scroll"><table>
        <thead><tr>${part.head.map((text) => html`<th>${printable(text)}</th>`)}</tr></thead>
        <tbody>${part.rows.map((row) => html`<tr>${row.map((text) => html`<td>${printable(text)}</td>`)}</tr>`)}</tbody>
      </table></div>`;
  }
}

/** A line that begins with blanks is about the line before it. */
function lineHtml(line: string) {
  const [, blanks = '', rest = ''] = /^( *)(.*)$/s.exec(line) ?? [];
  const [, before, command] = /^(.*: )?(migrate-watch [a-z].*)$/s.exec(rest) ?? [];
  const shown =
    command === undefined
      ? printable(rest)
      : html`${printable(before ?? '')}<code>${printable(command)}</code>`;
  return html`<p class="${blanks === '' ? 'line' : 'line below'}">${shown}</p>`;
}
