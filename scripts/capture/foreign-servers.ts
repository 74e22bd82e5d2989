import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';

/** Listeners on loopback that are not databases, for a wrong port or a broken network. */
export interface ForeignServers {
  /** Accepts the connection and sends nothing. */
  readonly silent: number;
  /** A web server. */
  readonly http: number;
  readonly stop: () => void;
}

export async function startForeignServers(): Promise<ForeignServers> {
  const silent = createServer((socket) => socket.on('error', () => undefined));
  const http = createHttpServer((_request, response) => response.end());
  const ports = { silent: await listen(silent), http: await listen(http) };
  return {
    ...ports,
    stop: () => {
      silent.close();
      http.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no free port');
  return address.port;
}
