import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { expect, vi } from 'vitest';

/**
 * Reads files that CDK puts beside a handler's code, into `folder`. For tests that mock `cpSync` of node:fs, because a clone without a
 * build has no handlers to copy.
 */
export function bundledFiles(handler: string, folder: string): (file: string) => string {
  const [path, options] = vi
    .mocked(Code.fromAsset)
    .mock.calls.findLast(([each]) => each.endsWith(`/${handler}`))!;
  const output = mkdtempSync(join(folder, `${handler}-`));
  if (options !== undefined) {
    expect(options.bundling!.local!.tryBundle(output, options.bundling!)).toBe(true);
    expect(cpSync).toHaveBeenLastCalledWith(path, output, { recursive: true });
  }
  return (file) => readFileSync(join(output, file), 'utf8');
}
