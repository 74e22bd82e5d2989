import { html, raw } from 'hono/html';
import { pagerDutyEvent } from '../../lambda/domain/channels/pagerduty/event.ts';
import { type SlackText, slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { pageSubject, pageText } from '../../lambda/domain/pages/text.ts';

/** Details of PagerDuty's alert that fit beside the others. */
const DETAILS = ['now', 'error', 'error_code', 'do_not', 'do', 'incident'];

/**
 * One page in Slack (its sign drawn, because fonts differ), in PagerDuty and as e-mail, each made from the message that
 * is sent there.
 */
export function toldPage(page: PageMessage): string {
  const document = html`<!doctype html><meta charset="utf-8"><style>${raw(STYLE)}</style>
<main>
  <section class="slack"><h2>Slack</h2><div class="window">
    <div class="avatar">m</div><div class="said"><p class="who"><b>migrate-watch</b> <i>APP</i> <time>22:04</time></p>${slackBlocks(page)}</div>
  </div></section>
  <section><h2>PagerDuty</h2><div class="window">${pagerDuty(page)}</div>
  <h2>E-mail</h2><div class="window mail">${mail(page)}</div></section>
</main>`;
  return document.toString();
}

function slackBlocks(page: PageMessage) {
  return slackMessage(page).blocks.map((block) => {
    switch (block.type) {
      case 'header':
        return html`<h3><em></em>${block.text.text.replace(/^\p{Extended_Pictographic} /u, '')}</h3>`;
      case 'section':
        return html`<div class="block">${mrkdwn(block.text)}</div>`;
      case 'context':
        return html`<div class="context">${block.elements.map(mrkdwn)}</div>`;
      default:
        return block satisfies never;
    }
  });
}

/**
 * The part of Slack's markup that pages use: code blocks, bold labels, links and dates. Its text is escaped already.
 */
function mrkdwn({ text }: SlackText) {
  const parts = text.split('```');
  return parts.map((part, index) => {
    if (index % 2 === 1) return html`<pre>${raw(part.trim())}</pre>`;
    const marked = part
      .trim()
      .replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
      .replace(/<[^|>]*\|([^>]*)>/g, '<u>$1</u>')
      .replace(/^\*([^*]*)\*/, '<b>$1</b>')
      .replaceAll('\n', '<br>');
    return raw(marked);
  });
}

function pagerDuty(page: PageMessage) {
  const { payload, links = [] } = pagerDutyEvent(page, 'not shown');
  const details = payload?.custom_details ?? {};
  return html`<p class="urgent"><b>Triggered</b> severity ${payload?.severity} · ${payload?.class}</p>
    <h3>${payload?.summary}</h3>
    <dl>${DETAILS.flatMap((name) => (details[name] === undefined ? [] : [html`<dt>${name}</dt><dd>${details[name]}</dd>`]))}</dl>
    <p class="links">${links.map(({ text }) => html`<u>${text}</u> `)}</p>`;
}

function mail(page: PageMessage) {
  const [, ...lines] = pageText(page).split('\n');
  return html`<p class="from"><b>migrate-watch critical</b> &lt;no-reply@sns.amazonaws.com&gt;</p><h3>${pageSubject(page)}</h3><pre class="body">${lines.slice(0, 12).join('\n')}
…</pre>`;
}

const STYLE = `
:root { --paper: #f4f2ee; --card: #ffffff; --ink: #1d1c1d; --soft: #616061; --line: #dddbd6; --code: #f6f4f0; --link: #1264a3; --bad: #c22f2f; }
@media (prefers-color-scheme: dark) { :root { --paper: #141516; --card: #1f2124; --ink: #e8e6e3; --soft: #a9a6a0; --line: #383b3f; --code: #17191b; --link: #7cc7ff; --bad: #ff7b72; } }
* { box-sizing: border-box; } body { margin: 0; }
main { display: grid; grid-template-columns: 622px 580px; gap: 22px; width: 1272px; padding: 16px 24px 26px; border-radius: 12px; background: var(--paper); color: var(--ink); font: 14px/1.45 "Liberation Sans", Arial, system-ui, sans-serif; }
h2 { margin: 8px 0; font-size: 14px; font-weight: 400; color: var(--soft); } h3 { margin: 0 0 8px; font-size: 17px; line-height: 1.3; } p { margin: 0 0 6px; }
.window { padding: 16px 18px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); overflow: hidden; } .window + h2 { margin-top: 18px; }
.slack .window { display: flex; gap: 12px; } .avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #2a62c4; color: #fff; font: 700 20px/34px "Liberation Sans", Arial; text-align: center; } .said { min-width: 0; }
.who i { padding: 1px 4px; border-radius: 3px; background: var(--line); font: 10px "Liberation Sans", Arial; color: var(--soft); } time { font-size: 12px; color: var(--soft); }
.block { margin: 0 0 9px; overflow-wrap: anywhere; } .context { margin: 0 0 8px; font-size: 12.5px; color: var(--soft); overflow-wrap: anywhere; }
pre { margin: 4px 0; padding: 7px 10px; border: 1px solid var(--line); border-radius: 5px; background: var(--code); font: 12px/1.45 "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.body { border: 0; padding: 0; background: none; white-space: pre; overflow: hidden; font-size: 9.4px; } .from { color: var(--soft); }
em { display: inline-block; width: 13px; height: 13px; margin-right: 7px; border-radius: 50%; background: var(--bad); } u { color: var(--link); text-decoration: none; } .links u { margin-right: 14px; } .urgent b { padding: 2px 8px; border-radius: 9px; background: var(--bad); color: var(--card); font-size: 12px; } .urgent { color: var(--soft); }
dl { display: grid; grid-template-columns: 86px 1fr; gap: 5px 12px; margin: 0 0 10px; } dt { color: var(--soft); } dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }`;
