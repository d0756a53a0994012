// azure-iot-device over WebSocket on the HTTPS port, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';

import { admin, ca, deviceString, owner, telemetryOf } from './support.mjs';

const registry = iothub.Registry.fromConnectionString(owner);

async function connected(connectionString) {
  const client = device.Client.fromConnectionString(connectionString, mqtt.MqttWs);
  await client.setOptions({ ca });
  await client.open();
  return client;
}

test('messages of every size come back over WebSocket', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-ws' })).responseBody;
  const client = await connected(deviceString(identity));
  const bodies = [0, 1, 125, 126, 4_096, 65_535, 65_536, 200_000].map((size) => 'x'.repeat(size));

  for (const body of bodies) {
    await client.sendEvent(new common.Message(body));
  }

  const shown = await admin('/admin/devices/sdk-ws');
  assert.equal(shown.connection.protocol, 'mqtt-ws');
  const messages = await telemetryOf('sdk-ws', bodies.length);
  assert.deepEqual(messages.map((message) => message.body), bodies);
  await client.close();
  await registry.delete('sdk-ws');
});

test('a wrong key is refused as unauthorized over WebSocket', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-ws-refused' })).responseBody;
  identity.authentication.symmetricKey.primaryKey = Buffer.alloc(32).toString('base64');
  await assert.rejects(connected(deviceString(identity)), { name: 'UnauthorizedError' });
  await registry.delete('sdk-ws-refused');
});
