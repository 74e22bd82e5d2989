import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { columnsOf, padded, wrap } from '../columns.ts';
import type { Account } from './account.ts';
import type { Finding, FindingKind } from './finding.ts';

/** Where the findings come from. */
export interface About {
  readonly file: string;
  readonly account: Pick<Account, 'id' | 'region'>;
  readonly stack: string;
  readonly json: boolean;
}

const WORD_COLUMNS = 'problem  '.length;

/** Prints the findings, each with its place and what to do, and how many there are of each kind. */
export function printFindings(findings: readonly Finding[], { file, account, stack, json }: About): void {
  const { id, region } = account;
  if (json) {
    const answer = { account: id, region, stack, settings: file, findings };
    process.stdout.write(`${printableJson(answer)}\n`);
    return;
  }
  const columns = columnsOf(process.stdout) - WORD_COLUMNS;
  const lines = [
    `Account ${id}, ${region}, stack ${stack}, settings ${file}`,
    '',
    ...findings.flatMap((finding) => linesOf(finding, columns)),
    '',
    summary(findings),
  ];
  process.stdout.write(`${lines.map(printable).join('\n')}\n`);
}

/** A command stays on one line, so that it can be copied. */
function linesOf({ kind, place, message, fix, command }: Finding, columns: number): readonly string[] {
  const text = [
    ...wrap(`${place === undefined ? '' : `${place}: `}${message}.`, columns),
    ...(fix === undefined ? [] : wrap(`To do: ${fix}.`, columns)),
    ...(command === undefined ? [] : [`  ${command}`]),
  ];
  return text.map((line, index) => padded(index === 0 ? kind : '', WORD_COLUMNS) + line);
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: FindingKind) => findings.filter(({ kind }) => kind === wanted).length;
  const counts = [
    counted(count('problem'), 'problem'),
    counted(count('warning'), 'warning'),
    `${count('ok')} in order`,
    ...(count('unknown') > 0 ? [`${count('unknown')} not checked`] : []),
  ];
  return `${counts.join(', ')}.`;
}
