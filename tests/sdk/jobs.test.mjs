// Jobs with azure-iothub's JobClient, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import iothub from 'azure-iothub';

import { connect, createDevice, deleteDevice, deviceString, eventually, owner, registry } from './support.mjs';

const jobs = iothub.JobClient.fromConnectionString(owner);

const done = (start) => new Promise((resolve, reject) => {
  start((error, result) => (error ? reject(error) : resolve(result)));
});
const getJob = (id) => done((callback) => jobs.getJob(id, callback));

const ended = (id) => eventually(async () => {
  const job = await getJob(id);
  assert.ok(['completed', 'failed', 'cancelled'].includes(job.status));
  return job;
});

test('a twin job updates who fulfils the condition', async () => {
  await createDevice('sdk-job-1');
  await createDevice('sdk-job-2');
  const patch = { etag: '*', properties: { desired: { interval: 5 } } };

  const made = await done((callback) => jobs.scheduleTwinUpdate(
    'sdk-twin-job', "deviceId IN ['sdk-job-1']", patch, new Date(), 120, callback));
  assert.equal(made.jobId, 'sdk-twin-job');
  assert.equal(made.type, 'scheduleUpdateTwin');
  const job = await ended('sdk-twin-job');

  assert.equal(job.status, 'completed');
  assert.deepEqual(job.deviceJobStatistics,
    { deviceCount: 1, failedCount: 0, succeededCount: 1, runningCount: 0, pendingCount: 0 });
  const read = async (id) => (await registry.getTwin(id)).responseBody.properties.desired;
  assert.equal((await read('sdk-job-1')).interval, 5);
  assert.equal((await read('sdk-job-1')).$version, 2);
  assert.equal((await read('sdk-job-2')).$version, 1);
  await deleteDevice('sdk-job-1');
  await deleteDevice('sdk-job-2');
});

test('a method job calls the device', async () => {
  const identity = await createDevice('sdk-job-3');
  const client = await connect(deviceString(identity));
  const calls = [];
  client.onDeviceMethod('reboot', (request, response) => {
    calls.push(request.payload);
    response.send(200, { in: 5 }, () => {});
  });
  const method = { methodName: 'reboot', payload: { delay: 1 }, responseTimeoutInSeconds: 15, connectTimeoutInSeconds: 15 };

  await done((callback) => jobs.scheduleDeviceMethod(
    'sdk-method-job', "deviceId = 'sdk-job-3'", method, new Date(), 120, callback));
  const job = await ended('sdk-method-job');

  assert.equal(job.status, 'completed');
  assert.equal(job.deviceJobStatistics.succeededCount, 1);
  assert.deepEqual(calls, [{ delay: 1 }]);
  await client.close();
  await deleteDevice('sdk-job-3');
});

test('a later job is cancelled, and jobs are listed', async () => {
  const later = new Date(Date.now() + 3_600_000);
  const patch = { etag: '*', tags: { site: 'berlin' } };
  const made = await done((callback) => jobs.scheduleTwinUpdate('sdk-later-job', '*', patch, later, 120, callback));
  assert.equal(made.status, 'scheduled');

  const cancelled = await done((callback) => jobs.cancelJob('sdk-later-job', callback));
  assert.equal(cancelled.status, 'cancelled');

  const query = jobs.createQuery('scheduleUpdateTwin', 'cancelled', 1);
  const seen = [];
  do {
    const page = await done((callback) => query.next(callback));
    seen.push(...page.map((job) => job.jobId));
  } while (query.hasMoreResults);
  assert.deepEqual(seen, ['sdk-later-job']);

  await assert.rejects(getJob('sdk-no-job'));
  await assert.rejects(done((callback) => jobs.scheduleTwinUpdate('sdk-later-job', '*', patch, later, 120, callback)));
});
