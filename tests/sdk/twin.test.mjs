// Device twins with azure-iot-device over MQTT and azure-iothub's Registry, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import { connect, createDevice, deleteDevice, deviceString, registry, until } from './support.mjs';

const update = (twin, patch) => new Promise((resolve, reject) => {
  twin.properties.reported.update(patch, (error) => (error ? reject(error) : resolve()));
});

test('a device reads its twin, reports, and follows what is desired', async () => {
  const identity = await createDevice('sdk-twin');
  const client = await connect(deviceString(identity));
  const twin = await client.getTwin();
  assert.equal(twin.properties.desired.$version, 1);
  assert.equal(twin.properties.reported.$version, 1);

  await update(twin, { firmware: '1.0', net: { rssi: -61, ssid: 'é/+' }, gone: 1 });
  await update(twin, { gone: null });
  const read = (await registry.getTwin('sdk-twin')).responseBody;
  assert.equal(read.properties.reported.firmware, '1.0');
  assert.deepEqual(read.properties.reported.net, { rssi: -61, ssid: 'é/+' });
  assert.equal(read.properties.reported.gone, undefined);
  assert.equal(read.properties.reported.$version, 3);

  const deltas = [];
  twin.on('properties.desired', (delta) => deltas.push(delta));
  await until(() => deltas.length === 1); // the SDK tells what is there
  const changed = (await registry.updateTwin(
    'sdk-twin', { tags: { site: 'berlin' }, properties: { desired: { interval: 5 } } }, read.etag)).responseBody;
  assert.equal(changed.properties.desired.interval, 5);
  assert.equal(changed.tags.site, 'berlin');
  await until(() => deltas.length === 2);
  assert.equal(deltas[1].interval, 5);
  assert.equal(deltas[1].$version, 2);
  assert.equal(twin.properties.desired.interval, 5);

  await assert.rejects(registry.updateTwin('sdk-twin', { tags: { site: 'x' } }, read.etag),
    { name: 'InvalidEtagError' });
  await client.close();
  await deleteDevice('sdk-twin');
});

test('a report that breaks a limit is refused, and changes nothing', async () => {
  const identity = await createDevice('sdk-twin-limits');
  const client = await connect(deviceString(identity));
  const twin = await client.getTwin();

  await assert.rejects(update(twin, { 'a.b': 1 }));
  await assert.rejects(update(twin, { big: 'x'.repeat(5000) }));
  const read = (await registry.getTwin('sdk-twin-limits')).responseBody;
  assert.equal(read.properties.reported.$version, 1);
  await client.close();
  await deleteDevice('sdk-twin-limits');
});
