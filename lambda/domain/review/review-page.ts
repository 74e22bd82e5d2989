import { html, raw } from 'hono/html';
import { printable } from '../model/printable.ts';
import type { ReviewMessage, ReviewPart } from '../model/review-message.ts';
import { STYLE } from '../pages/html-style.ts';

/**
 * The review as one HTML document: no script, no outside resource, light and dark.
 *
 * All foreign text goes through `hono/html`, which escapes it; the style sheet is ours and the only raw part.
 */
export async function reviewPage({ title, verdict, sections }: ReviewMessage): Promise<string> {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${printable(title)}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main class="review">
  <header class="top">
    <p class="brand">migrate-watch</p>
    <h1>${printable(verdict)}</h1>
    <p class="lead">${printable(title)}</p>
  </header>
  ${sections.map((section) => html`<section><h2>${section.title}</h2>${section.parts.map(partHtml)}</section>`)}
</main>
</body>
</html>
`;
  return (await document).toString();
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
