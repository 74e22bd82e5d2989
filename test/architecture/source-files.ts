import { existsSync, readdirSync } from 'node:fs';

/** Paths of the TypeScript files below `folders`, from the repository's root, sorted; a folder not yet made has none. */
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
