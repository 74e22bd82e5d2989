import { existsSync, readdirSync } from 'node:fs';

/** Paths of the TypeScript files below `folders`, from the repository's root, sorted. A folder that does not exist has no files. */
export function sourceFiles(folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    )
    .sort();
}
