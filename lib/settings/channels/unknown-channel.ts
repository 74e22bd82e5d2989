import { didYouMean } from '../closest.ts';
import type { PartialSettings } from '../partial-settings.ts';
import { oneOf, quote } from '../problem.ts';
import type { SettingsInput } from '../schema/settings.ts';
import { EMAIL } from './email.ts';

/** Why `name` reaches nobody: it is neither a declared channel nor an address. `undefined` if it is, or if the channels cannot be read. */
export function unknownChannel(name: string, settings: PartialSettings<SettingsInput>): string | undefined {
  const { channels } = settings;
  const names = Object.keys(channels ?? {});
  const areKnown = channels !== undefined || !('channels' in settings);
  if (!areKnown || names.includes(name) || EMAIL.test(name)) return undefined;
  const allowed =
    names.length === 0
      ? "an e-mail address, or a name that 'channels' declares"
      : `${oneOf(names)}, or an e-mail address`;
  return `is ${quote(name)}; expected ${allowed}${didYouMean(name, names)}`;
}
