import { API, type Project } from 'typescript/unstable/sync';

/** Asks the compiler about this repository. The result of `ask` must not contain AST nodes. */
export function withProject<Answer>(ask: (project: Project) => Answer): Answer {
  const api = new API({ cwd: process.cwd() });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [`${process.cwd()}/tsconfig.json`] });
    const [project] = snapshot.getProjects();
    if (project === undefined) throw new Error('tsconfig.json names no project');
    return ask(project);
  } finally {
    api.close();
  }
}
