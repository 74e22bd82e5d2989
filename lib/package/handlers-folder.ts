import { fileURLToPath } from 'node:url';

/**
 * Where `npm run build` puts the handlers: `dist/lambda`.
 *
 * The same relative path has to lead there from this file and from the package's bundle, `dist/construct/index.mjs`. So this file
 * must be two folders below the root, as the bundle is.
 */
export const HANDLERS_FOLDER = fileURLToPath(new URL('../../dist/lambda', import.meta.url));
