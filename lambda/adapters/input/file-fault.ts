import { own } from '../../contract/own.ts';

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a directory',
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EIO: 'the disk fails',
};

/** Why the operating system refused to read or write a file, in plain words; the error code if there are no words for it. */
export function fileFault(code: string | undefined): string {
  return own(WORDS, code ?? '') ?? code ?? 'unknown error';
}
