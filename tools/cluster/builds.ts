/** Servers of two builds behind nginx, as in the midst of a rolling update. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { clientFiles } from '../../server/http/static.ts';
import { temporaryFolder } from '../../test/support/tmp.ts';
import { startNginx } from './nginx.ts';

const builds = ['before', 'after', 'after'];
/** Requests for each build's script: nginx has its own choice of a server for each. */
const requests = 50;

/** @returns how many files were asked for, and how many of them no server gave */
export async function countMissing(): Promise<{ files: number; missing: number }> {
  await using used = new AsyncDisposableStack();
  const ports = await Promise.all(builds.map((build) => serve(build, used)));
  const nginx = used.use(await startNginx(ports));
  const asked = builds.flatMap((build) => Array.from({ length: requests }, () => `/assets/${build}.js`));
  let missing = 0;
  for (const path of asked) if (!(await fetch(nginx.url + path)).ok) missing++;
  return { files: asked.length, missing };
}

/** @returns the port of a server that has the script of a build, and no other */
async function serve(build: string, used: AsyncDisposableStack): Promise<number> {
  const folder = temporaryFolder();
  used.defer(() => folder.remove());
  mkdirSync(join(folder.path, 'assets'));
  writeFileSync(join(folder.path, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder.path, 'assets', `${build}.js`), '');
  // Express logs no errors then: each 404 is one
  const app = express().set('env', 'test');
  app.get('/healthz', (_request, response) => void response.end());
  const server = app.use(clientFiles(folder.path)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  used.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
