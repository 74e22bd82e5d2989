import packageJson from '../package.json' with { type: 'json' };

/**
 * The runbook in the project's own repository, which package.json names: a fork changes it there only. For a copy at
 * another address there is `runbookUrl`.
 */
export const RUNBOOK_URL = `${webAddress(packageJson.repository.url)}/blob/main/docs/runbook.md`;

/** npm writes `git+https://host/owner/name.git`; the web page has neither `git+` nor `.git`. */
function webAddress(repositoryUrl: string): string {
  return repositoryUrl.replace(/^git\+/, '').replace(/\.git$/, '');
}
