// Starts a real hubd on an address of its own with the standard ports, runs the tests against it with
// its certificate authority trusted, and stops it.
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startBlobStore } from './blob_store.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const hubd = process.env.HUBD ?? join(here, '../../build/release/bin/hubd');
const scanner = process.env.SCAN_SECRETS ?? join(hubd, '../scan_secrets');
const address = '127.0.0.71'; // azure-iothub calls port 443 of its host and no other
const patienceMs = 20_000;
const longestRunMs = 300_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ended = (child) => new Promise((resolve) => child.once('exit', (code) => resolve(code)));

function explain(errors) {
  console.error(errors);
  if (errors.includes('not allowed to listen')) {
    console.error(
      'SDK TESTS NOT RUN: the Azure SDKs need port 443, and this user may not bind it. Run as root,\n' +
        'or allow it with: sudo sysctl -w net.ipv4.ip_unprivileged_port_start=443',
    );
  }
}

async function startHub(folder, settings, certificateFile) {
  const readyFile = join(folder, 'ready.json');
  const child = spawn(
    hubd,
    ['--data', join(folder, 'data'), '--bind', address, '--host-name', address,
      '--https-port', '443', '--mqtts-port', '8883', '--ready-file', readyFile, '--verbose', ...settings],
    // what the operating system trusts, which is what the hub asks when it speaks to the store
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, SSL_CERT_FILE: certificateFile } },
  );
  let errors = '';
  child.stderr.pipe(createWriteStream(join(folder, 'hubd.log')));
  child.stderr.on('data', (data) => { errors = (errors + data).slice(-100_000); });
  const exited = ended(child);
  const started = Date.now();
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null || Date.now() - started > patienceMs) {
      explain(errors);
      process.exit(1);
    }
    await sleep(20);
  }
  return { child, exited, ready: JSON.parse(readFileSync(readyFile, 'utf8')) };
}

const folder = mkdtempSync(join(tmpdir(), 'hubdeck-sdk-'));
const blobFolder = mkdtempSync(join(tmpdir(), 'hubdeck-blobs-')); // apart: who exports keys has them there
const blobs = await startBlobStore(folder, address, blobFolder);
const hub = await startHub(folder, blobs.settings, blobs.certificateFile);
const trusted = join(folder, 'trusted.pem');
writeFileSync(trusted, readFileSync(hub.ready.caCertificate, 'utf8') + blobs.certificate);
const keysFile = join(folder, 'keys.txt'); // what the tests made; beside the folder that is searched
const wanted = process.argv.slice(2); // none = all
const files = readdirSync(here).filter(
  (name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.includes(name.split('.')[0])));
const tests = spawn(process.execPath, ['--test', ...files], {
  cwd: here,
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_EXTRA_CA_CERTS: trusted,
    BLOB_STORE: blobs.connectionString,
    HUB_READY: JSON.stringify(hub.ready),
    HUB_ADDRESS: address,
    KEYS_FILE: keysFile,
  },
});
const tooLong = setTimeout(() => tests.kill('SIGKILL'), longestRunMs);
const testsCode = await ended(tests);
clearTimeout(tooLong);
blobs.stop();
hub.child.kill('SIGTERM');
const hubCode = await hub.exited;
const scan = spawnSync(scanner, [folder, ...(existsSync(keysFile) ? [keysFile] : [])], { stdio: 'inherit' });
if (scan.status !== 0) {
  console.error(`secrets lie open, or ${scanner} cannot be run: ${scan.error ?? `it ended with ${scan.status}`}`);
}
rmSync(folder, { recursive: true, force: true });
rmSync(blobFolder, { recursive: true, force: true });
if (hubCode !== 0) {
  console.error(`hubd ended with ${hubCode}`);
}
process.exit(testsCode === 0 && hubCode === 0 && scan.status === 0 ? 0 : 1);
