// Import and export of identities with azure-iothub's Registry, unmodified, through azurite.
import assert from 'node:assert/strict';
import test from 'node:test';

import { BlobServiceClient, ContainerSASPermissions } from '@azure/storage-blob';

import {
  createDevice, deleteDevice, eventually, registry,
} from './support.mjs';

const container = BlobServiceClient.fromConnectionString(process.env.BLOB_STORE).getContainerClient('transfer');
test.before(() => container.createIfNotExists());

const uri = () => container.generateSasUrl({
  permissions: ContainerSASPermissions.parse('rcwdl'), expiresOn: new Date(Date.now() + 3_600_000),
});
const done = (start) => new Promise((resolve, reject) => {
  start((error, result) => (error ? reject(error) : resolve(result)));
});
const ended = (id) => eventually(async () => {
  const job = await done((callback) => registry.getJob(id, callback));
  assert.ok(['completed', 'failed', 'cancelled'].includes(job.status), job.status);
  return job;
});
const linesOf = async (name) => (await container.getBlobClient(name).downloadToBuffer()).toString()
  .trim().split('\n').map((line) => JSON.parse(line));

test('the fleet goes out with and without keys', async () => {
  const identity = await createDevice('sdk-out-1');
  await createDevice('sdk-out-2');

  const first = await done(async (callback) => registry.exportDevicesToBlob(await uri(), true, callback));
  assert.equal(first.type, 'export');
  assert.equal(first.status, 'enqueued');
  assert.doesNotMatch(JSON.stringify(first), /sig=/);
  assert.equal((await ended(first.jobId)).status, 'completed');
  const bare = (await linesOf('devices.txt')).find((line) => line.id === 'sdk-out-1');
  assert.equal(bare.authentication.symmetricKey.primaryKey, null);

  const second = await done(async (callback) => registry.exportDevicesToBlob(await uri(), false, callback));
  const job = await ended(second.jobId);
  assert.equal(job.progress, 100);
  const line = (await linesOf('devices.txt')).find((each) => each.id === 'sdk-out-1');
  assert.equal(line.authentication.symmetricKey.primaryKey, identity.authentication.symmetricKey.primaryKey);
  await deleteDevice('sdk-out-1');
  await deleteDevice('sdk-out-2');
});

test('a file comes in, and what is refused stands in a log', async () => {
  const file = [
    { id: 'sdk-in-1', importMode: 'create', status: 'disabled', tags: { site: 'x' } },
    { id: 'sdk-in-2', importMode: 'createOrUpdate', properties: { desired: { interval: 5 } } },
    { id: 'sdk-in-none', importMode: 'update' },
  ].map((line) => `${JSON.stringify(line)}\n`).join('');
  await container.getBlockBlobClient('devices.txt').upload(file, file.length);

  const made = await done(async (callback) => {
    const address = await uri();
    registry.importDevicesFromBlob(address, address, callback);
  });
  assert.equal(made.type, 'import');
  const job = await ended(made.jobId);
  assert.equal(job.status, 'completed');
  assert.match(job.failureReason, /1 of 3 rows were refused/);
  const [refused] = await linesOf('importErrors.log');
  assert.equal(refused.id, 'sdk-in-none');
  assert.equal(refused.errorCode, 'DeviceNotFound');
  const device = (await registry.get('sdk-in-1')).responseBody;
  assert.equal(device.status, 'disabled');
  const twin = (await registry.getTwin('sdk-in-2')).responseBody;
  assert.equal(twin.properties.desired.interval, 5);
  await deleteDevice('sdk-in-1');
  await deleteDevice('sdk-in-2');
});

test('jobs are listed, told and cancelled', async () => {
  const made = await done(async (callback) => registry.exportDevicesToBlob(await uri(), true, callback));
  await done((callback) => registry.cancelJob(made.jobId, callback));
  const job = await ended(made.jobId);
  assert.ok(['cancelled', 'completed'].includes(job.status)); // a small fleet may have been faster
  const all = await done((callback) => registry.listJobs(callback));
  assert.ok(all.some((each) => each.jobId === made.jobId));
  await assert.rejects(done((callback) => registry.getJob('none', callback)), /Not found/);
});

test('a store that nobody named is refused', async () => {
  await assert.rejects(done((callback) => registry.exportDevicesToBlob(
    'https://elsewhere.example.com/fleet?sig=x', true, callback)));
});
