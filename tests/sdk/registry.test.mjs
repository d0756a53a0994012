// azure-iothub's Registry, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import iothub from 'azure-iothub';

import { owner } from './support.mjs';

const registry = iothub.Registry.fromConnectionString(owner);
const body = (result) => result.responseBody;

test('creates, reads, updates, lists and deletes a device', async () => {
  const created = body(await registry.create({ deviceId: 'sdk-registry' }));
  assert.equal(created.deviceId, 'sdk-registry');
  assert.equal(Buffer.from(created.authentication.symmetricKey.primaryKey, 'base64').length, 32);

  const read = body(await registry.get('sdk-registry'));
  assert.deepEqual(read, created);

  const updated = body(await registry.update({
    deviceId: 'sdk-registry',
    status: 'disabled',
    statusReason: 'test',
    authentication: created.authentication,
  }));
  assert.equal(updated.status, 'disabled');
  assert.equal(updated.statusReason, 'test');
  assert.notEqual(updated.etag, created.etag);
  assert.deepEqual(updated.authentication.symmetricKey, created.authentication.symmetricKey);

  const listed = body(await registry.list());
  assert.ok(listed.some((device) => device.deviceId === 'sdk-registry'));

  const statistics = body(await registry.getRegistryStatistics());
  assert.ok(statistics.totalDeviceCount >= 1);
  assert.ok(statistics.disabledDeviceCount >= 1);

  await registry.delete('sdk-registry');
  await assert.rejects(registry.get('sdk-registry'), { name: 'DeviceNotFoundError' });
});

test('keeps the keys that it is given', async () => {
  const key = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64');
  const authentication = { type: 'sas', symmetricKey: { primaryKey: key, secondaryKey: key } };
  const created = body(await registry.create({ deviceId: 'sdk-own-key', authentication }));
  assert.equal(created.authentication.symmetricKey.primaryKey, key);
  await registry.delete('sdk-own-key');
});

test('gives the errors that the SDK knows', async () => {
  await registry.create({ deviceId: 'sdk-errors' });
  await assert.rejects(registry.create({ deviceId: 'sdk-errors' }), {
    name: 'DeviceAlreadyExistsError',
  });
  await assert.rejects(registry.get('sdk-nobody'), { name: 'DeviceNotFoundError' });
  await assert.rejects(registry.delete('sdk-nobody'), { name: 'DeviceNotFoundError' });
  await assert.rejects(registry.create({ deviceId: 'not legal' }), { name: 'ArgumentError' });
  await registry.delete('sdk-errors');

  const wrong = iothub.Registry.fromConnectionString(
    owner.replace(/SharedAccessKey=.*/, 'SharedAccessKey=' + Buffer.alloc(32).toString('base64')),
  );
  await assert.rejects(wrong.get('sdk-nobody'), { name: 'UnauthorizedError' });
});

test('handles every legal character in an id', async () => {
  for (const id of ["a-b:c.d+e%f_g#h*i?j!k(l)m,n=o@p;q$r's", 'A', 'x'.repeat(128)]) {
    const created = body(await registry.create({ deviceId: id }));
    assert.equal(created.deviceId, id);
    assert.equal(body(await registry.get(id)).deviceId, id);
    await registry.delete(id);
  }
});

test('handles many devices in one request', async () => {
  const ids = ['sdk-bulk-1', 'sdk-bulk-2'];
  const devices = ids.map((deviceId) => ({ deviceId, status: 'disabled' }));
  assert.deepEqual(body(await registry.addDevices(devices)), { isSuccessful: true, errors: [], warnings: [] });
  const again = await registry.addDevices(devices).then(body, (error) => JSON.parse(error.responseBody));
  assert.equal(again.isSuccessful, false);
  assert.deepEqual(again.errors.map((error) => error.errorCode), ['DeviceAlreadyExists', 'DeviceAlreadyExists']);

  const read = await Promise.all(ids.map(async (id) => body(await registry.get(id))));
  assert.ok(read.every((device) => device.status === 'disabled'));
  const enabled = ids.map((deviceId, i) => ({ deviceId, status: 'enabled', etag: read[i].etag }));
  assert.equal(body(await registry.updateDevices(enabled, false)).isSuccessful, true);
  const stale = await registry.updateDevices(enabled, false).then(body, (error) => JSON.parse(error.responseBody));
  assert.deepEqual(stale.errors.map((error) => error.errorCode), ['PreconditionFailed', 'PreconditionFailed']);
  assert.equal(body(await registry.updateDevices(enabled, true)).isSuccessful, true);
  assert.equal(body(await registry.get(ids[0])).status, 'enabled');

  assert.equal(body(await registry.removeDevices(devices, true)).isSuccessful, true);
  await assert.rejects(registry.get(ids[1]), { name: 'DeviceNotFoundError' });
});
