import { pathToFileURL } from 'node:url';
import { sourceFiles } from '../../test/architecture/source-files.ts';
import { composedBy } from './composed.ts';
import type { Expression } from './expression.ts';
import { literalsIn } from './literals.ts';
import { withProject } from './project.ts';

/** Every regular expression that foreign text may reach: those of functions and command line, written and composed. */
export async function allExpressions(): Promise<readonly Expression[]> {
  const written = withProject((project) => literalsIn(project, sourceFiles(['bin', 'lambda'])));
  const composed = await composedBy(
    sourceFiles(['lambda/domain']),
    (file) => import(pathToFileURL(file).href),
  );
  return [...written, ...composed];
}
