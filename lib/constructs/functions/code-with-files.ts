import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** A folder's code with more files, each by its name. Different files make a different asset, so they are deployed. */
export function codeWithFiles(folder: string, files: Readonly<Record<string, string>>): Code {
  if (Object.keys(files).length === 0) return Code.fromAsset(folder);
  const tryBundle = (output: string): boolean => {
    cpSync(folder, output, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(output, name), text);
    return true;
  };
  // CDK requires an image as a fallback, but copying never needs it.
  const image = DockerImage.fromRegistry('none');
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image, local: { tryBundle } },
  });
}
