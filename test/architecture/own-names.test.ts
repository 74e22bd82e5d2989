import { relative } from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import { type Project, TypeFlags } from 'typescript/unstable/sync';
import { expect, test } from 'vitest';
import { withProject } from '../../scripts/expressions/project.ts';
import { sourceFiles } from './source-files.ts';

/** The helper itself, and what makes records of names that are not a person's. */
const ALLOWED = ['lambda/contract/own.ts'];

interface Asked {
  readonly record: Node;
  readonly name: Node;
}

/** What reads a property of an object under a name that is computed: `record[name]`, `name in record`. */
function askedBy(node: Node): Asked | undefined {
  const parts = node as Node & {
    readonly expression: Node;
    readonly argumentExpression: Node;
    readonly left: Node;
    readonly right: Node;
    readonly operatorToken: Node;
  };
  if (node.kind === SyntaxKind.ElementAccessExpression && !isWritten(node))
    return { record: parts.expression, name: parts.argumentExpression };
  if (node.kind === SyntaxKind.BinaryExpression && parts.operatorToken.kind === SyntaxKind.InKeyword)
    return { record: parts.right, name: parts.left };
  return undefined;
}

/** `record[name] = …` reads nothing; that the record is a `Map` where names come from logs is for its author to see. */
function isWritten(node: Node): boolean {
  const { parent } = node as Node & {
    readonly parent: Node & { readonly left?: Node; readonly operatorToken?: Node };
  };
  return (
    parent.kind === SyntaxKind.BinaryExpression &&
    parent.left === node &&
    parent.operatorToken?.kind === SyntaxKind.EqualsToken
  );
}

/** Places where a record with names of any kind is read by a computed name. */
function unsafeIn({ program, checker }: Project, file: string): readonly string[] {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not part of tsconfig.json`);
  const found: string[] = [];
  const visit = (node: Node): void => {
    const asked = askedBy(node);
    if (asked !== undefined) {
      const name = checker.getTypeAtLocation(asked.name);
      const record = checker.getTypeAtLocation(asked.record);
      const isText =
        name !== undefined && (name.flags & (TypeFlags.String | TypeFlags.TemplateLiteral)) !== 0;
      const isArray = record !== undefined && checker.isArrayLikeType(record);
      if (isText && !isArray) {
        const line = source.text.slice(0, node.getStart(source)).split('\n').length;
        found.push(`${relative(process.cwd(), file)}:${line} ${node.getText(source)}`);
      }
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

test('no name of somebody else’s reaches what every object has from its prototype: records are asked by own()', () => {
  const files = sourceFiles(['bin', 'lambda', 'lib']).filter((file) => !ALLOWED.includes(file));
  const found = withProject((project) => files.flatMap((file) => unsafeIn(project, file)));
  expect(found).toEqual([]);
}, 60_000);
