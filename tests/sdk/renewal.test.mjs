// What the SDK relies on when its token is renewed: it connects again and subscribes to nothing.
import assert from 'node:assert/strict';
import test from 'node:test';

import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';

import {
  address, admin, ca, createDevice, deleteDevice, eventually, owner, sendCommand, token, until,
} from './support.mjs';

const service = iothub.Client.fromConnectionString(owner);

test('after a renewed token commands, methods and the twin go on without a SUBSCRIBE', async () => {
  const identity = await createDevice('sdk-renewal');
  const key = identity.authentication.symmetricKey.primaryKey;
  const resource = `${address}/devices/sdk-renewal`;
  const client = device.Client.fromSharedAccessSignature(token(resource, key), mqtt.Mqtt);
  await client.setOptions({ ca });
  await client.open();
  const seen = [];
  client.on('message', (message) => {
    seen.push(message.data.toString());
    client.complete(message);
  });
  client.onDeviceMethod('ping', (request, response) => response.send(200, 'pong'));
  const twin = await client.getTwin();
  const deltas = [];
  twin.on('properties.desired', (delta) => deltas.push(delta));
  await sendCommand('sdk-renewal', 'before');
  await until(() => seen.length === 1);
  const { connection } = await admin('/admin/devices/sdk-renewal');

  client.updateSharedAccessSignature(token(resource, key));
  await eventually(async () => {
    const now = (await admin('/admin/devices/sdk-renewal')).connection;
    assert.ok(now && now.since !== connection.since);
  });

  await sendCommand('sdk-renewal', 'after');
  await until(() => seen.length === 2);
  assert.deepEqual(seen, ['before', 'after']);
  const { result } = await service.invokeDeviceMethod('sdk-renewal', { methodName: 'ping' });
  assert.equal(result.payload, 'pong');
  await client.close();
  await deleteDevice('sdk-renewal');
});
