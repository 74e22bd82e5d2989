import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bit set in the flags of a DNS answer that says the name does not exist. */
const RESPONSE_NO_SUCH_NAME = 0x8183;

/**
 * Starts a name server on 127.0.0.1:53 that does not know any name.
 *
 * Put `prefix` before a command to give it that name server alone, in a mount namespace of its own. Needs root.
 */
export async function withUnknownHosts(
  folder: string,
): Promise<{ readonly prefix: readonly string[]; readonly stop: () => Promise<void> }> {
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, 'nameserver 127.0.0.1\n');
  const socket = createSocket('udp4');
  socket.on('message', (question, sender) => {
    const answer = Buffer.from(question);
    answer.writeUInt16BE(RESPONSE_NO_SUCH_NAME, 2);
    socket.send(answer, sender.port, sender.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(53, '127.0.0.1', resolve);
  });
  const script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
  return {
    prefix: ['unshare', '--mount', 'sh', '-c', script, 'sh', resolvConf],
    stop: () => new Promise((resolve) => socket.close(resolve)),
  };
}
