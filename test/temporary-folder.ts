import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A run's temporary files in one folder, which goes with the run: each synthesised app leaves a folder behind, hundreds in all.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'migrate-watch-test-'));
  // Database servers that root starts run as users of their own, and must get to their folders in it.
  chmodSync(folder, 0o711);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  };
}
