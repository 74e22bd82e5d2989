import { relative } from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import type { Project } from 'typescript/unstable/sync';
import type { Expression } from './expression.ts';

/** Each regular expression that is written in `files`, as the compiler reads them. */
export function literalsIn(project: Project, files: readonly string[]): readonly Expression[] {
  return files.flatMap((file) => {
    const source = project.program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} is not part of tsconfig.json`);
    const found: Expression[] = [];
    const visit = (node: Node): void => {
      if (node.kind === SyntaxKind.RegularExpressionLiteral) {
        const text = node.getText(source);
        const end = text.lastIndexOf('/');
        const line = source.text.slice(0, node.getStart(source)).split('\n').length;
        found.push({
          source: text.slice(1, end),
          flags: text.slice(end + 1),
          place: `${relative(process.cwd(), file)}:${line}`,
        });
      }
      node.forEachChild(visit);
    };
    visit(source);
    return found;
  });
}
