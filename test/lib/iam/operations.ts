import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An operation of an AWS service that code asks for, by its client: `dynamodb PutItem`. */
export type Operation = `${string} ${string}`;

/** Every operation that a handler's code can ask for: what all files that it imports, lazily or not, send to a client. */
export function operationsOf(handler: string): ReadonlySet<Operation> {
  const operations = new Set<Operation>();
  for (const file of filesOf(`lambda/handlers/${handler}.ts`)) {
    const text = readFileSync(file, 'utf8');
    const clients = new Map<string, string>();
    for (const [, names, client] of text.matchAll(/^import \{([^}]+)\} from '@aws-sdk\/client-([\w-]+)';/gms))
      for (const name of names!.split(',')) clients.set(name.trim().replace(/^type /, ''), client!);
    for (const [, name] of text.matchAll(/\bnew (\w+)Command\(/g))
      operations.add(`${clients.get(`${name}Command`) ?? 'unknown'} ${name}`);
    for (const [, name] of text.matchAll(/\bpaginate(\w+)\(/g))
      operations.add(`${clients.get(`paginate${name}`) ?? 'unknown'} ${name}`);
  }
  return operations;
}

function filesOf(entry: string): ReadonlySet<string> {
  const files = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+\.ts)'/g))
      visit(join(dirname(file), from!));
  };
  visit(entry);
  return files;
}
