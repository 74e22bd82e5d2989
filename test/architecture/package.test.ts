import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('every dependency is pinned to one version', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.length).toBeGreaterThan(0);
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
});

test('a package is a dependency or a development dependency, never both', () => {
  expect(Object.keys(manifest.dependencies ?? {}).filter((name) => name in manifest.devDependencies)).toEqual(
    [],
  );
});

test('the lock file names no registry, so that everyone installs from their own', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const packages = Object.entries<{ resolved?: string }>(lock.packages);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
