import packageJson from '../package.json' with { type: 'json' };

/**
 * The runbook in the project's own repository, which package.json names: whoever forks it says so there, and nowhere
 * else. A copy at another place is what `runbookUrl` is for.
 */
export const RUNBOOK_URL = `${webAddress(packageJson.repository.url)}/blob/main/docs/runbook.md`;

/** `git+https://host/owner/name.git`, as npm writes it, is a page without the two. */
function webAddress(repositoryUrl: string): string {
  return repositoryUrl.replace(/^git\+/, '').replace(/\.git$/, '');
}
