// Azurite, the blob store that the hub's file uploads go to, with a certificate of its own.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const port = 10_443;
const account = 'devstoreaccount1';
// Azurite's published account key; it protects nothing.
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function makeCertificate(folder, address) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
    '-nodes', '-keyout', 'blob.key', '-out', 'blob.pem', '-days', '2', '-subj', '/CN=blob store',
    '-addext', `subjectAltName=IP:${address}`], { cwd: folder, stdio: 'pipe' });
}

function listens(address) {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

/** Started; its connection string, its certificate, and stop(). blobs: where it keeps them. */
export async function startBlobStore(folder, address, blobs) {
  makeCertificate(folder, address);
  const child = spawn(process.execPath, [join(here, 'node_modules/azurite/dist/src/blob/main.js'),
    '--silent', '--loose', '--skipApiVersionCheck', '--disableTelemetry', '--location', blobs,
    '--blobHost', address, '--blobPort', `${port}`, '--cert', join(folder, 'blob.pem'),
    '--key', join(folder, 'blob.key')], { stdio: ['ignore', 'inherit', 'inherit'] });
  const end = Date.now() + 60_000;
  while (!await listens(address)) {
    if (child.exitCode !== null || Date.now() > end) {
      throw new Error('azurite does not start');
    }
    await sleep(50);
  }
  const connectionString = `DefaultEndpointsProtocol=https;AccountName=${account};AccountKey=${key};` +
    `BlobEndpoint=https://${address}:${port}/${account};`;
  writeFileSync(join(folder, 'blob-store'), connectionString, { mode: 0o600 });
  return {
    connectionString,
    settings: ['--file-storage-file', join(folder, 'blob-store'), '--file-container', 'uploads'],
    certificateFile: join(folder, 'blob.pem'),
    certificate: readFileSync(join(folder, 'blob.pem'), 'utf8'),
    stop: () => child.kill('SIGTERM'),
  };
}
