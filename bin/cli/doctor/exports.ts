import { paginateListExports } from '@aws-sdk/client-cloudformation';
import type { AccountCheck } from './account-check.ts';
import { placeOf } from './finding.ts';

/** Do the CloudFormation exports exist that the settings name instead of log groups? */
export const checkExports: AccountCheck = async ({
  settings,
  document,
  account: { cloudFormation: client, region },
}) => {
  const wanted = settings.logGroups.flatMap(({ reference }) =>
    reference.kind === 'export' ? [reference.exportName] : [],
  );
  if (wanted.length === 0) return [];
  const found = new Set<string>();
  for await (const { Exports = [] } of paginateListExports({ client }, {}))
    for (const { Name } of Exports) if (Name) found.add(Name);
  const { sources } = document.value as { readonly sources: readonly { readonly logGroupExport?: string }[] };
  return wanted.map((name) => {
    if (found.has(name)) return { kind: 'ok', message: `export ${name} is there` };
    const index = sources.findIndex(({ logGroupExport }) => logGroupExport === name);
    return {
      kind: 'problem',
      place: placeOf(document.problem(['sources', index, 'logGroupExport'], '')),
      message: `there is no CloudFormation export ${name} in ${region}, so the deploy fails`,
      fix: 'deploy the stack that exports it first, or correct the name',
    };
  });
};
