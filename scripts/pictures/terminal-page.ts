import { html } from 'hono/html';

/** Styles of the command line's colours (SGR codes of picocolors); the closing codes end a span. */
const CLASS: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  4: 'underline',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
};

const STYLE = `
  body { margin: 0; background: transparent; }
  .terminal { display: inline-block; border-radius: 10px; background: #16181b; color: #e6e4df; overflow: hidden; }
  pre { margin: 0; padding: 16px 22px 20px; font: 14px/1.5 "DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace; }
  .prompt { color: #7d7a73; } .bold { font-weight: 700; } .dim { color: #9b9890; } .underline { text-decoration: underline; }
  .red { color: #ff7b72; } .green { color: #58c98a; } .yellow { color: #e7ad52; } .cyan { color: #7cc7ff; }`;

/** A page that shows `command` and the coloured text it printed, as a terminal would. */
export async function terminalPage(command: string, output: string): Promise<string> {
  let open: string[] = [];
  const parts = output.split(/\u001b\[(\d+)m/).map((part, index) => {
    if (index % 2 === 0) return html`<span class="${open.join(' ')}">${part}</span>`;
    const name = CLASS[part];
    if (name !== undefined) open.push(name);
    else if (part === '22') open = open.filter((each) => each !== 'bold' && each !== 'dim');
    else if (part === '24') open = open.filter((each) => each !== 'underline');
    else open = open.filter((each) => each === 'bold' || each === 'dim' || each === 'underline');
    return '';
  });
  const page = html`<!doctype html><meta charset="utf-8"><style>${STYLE.replaceAll('"', "'")}</style>
<div class="terminal"><pre><span class="prompt">$ </span>${command}
${parts}</pre></div>`;
  return (await page).toString();
}
