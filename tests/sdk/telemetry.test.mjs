// azure-iot-device over MQTT, unmodified: what it sends comes back equal and in order.
import assert from 'node:assert/strict';
import test from 'node:test';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';

import { ca, deviceString, owner, telemetryOf } from './support.mjs';

const registry = iothub.Registry.fromConnectionString(owner);

async function connected(connectionString) {
  const client = device.Client.fromConnectionString(connectionString, mqtt.Mqtt);
  await client.setOptions({ ca });
  await client.open();
  return client;
}

function messageNumber(i) {
  const message = new common.Message(JSON.stringify({ number: i, value: Math.sin(i) }));
  message.messageId = `message ${i}/1`;
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.properties.add('number', `${i}`);
  message.properties.add('odd name & = ? /', 'välue + % / & = ✓');
  return message;
}

test('a thousand messages with properties come back equal and in order', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-telemetry' })).responseBody;
  const client = await connected(deviceString(identity));
  const sends = [];
  for (let i = 0; i < 1000; i += 1) {
    sends.push(client.sendEvent(messageNumber(i)));
  }
  await Promise.all(sends);
  await client.close();

  const messages = await telemetryOf('sdk-telemetry', 1000);
  assert.equal(messages.length, 1000);
  messages.forEach((message, i) => {
    assert.equal(message.body, JSON.stringify({ number: i, value: Math.sin(i) }));
    assert.deepEqual(message.properties, {
      number: `${i}`,
      'odd name & = ? /': 'välue + % / & = ✓',
    });
    assert.equal(message.systemProperties['message-id'], `message ${i}/1`);
    assert.equal(message.systemProperties['content-type'], 'application/json');
    assert.equal(message.systemProperties['content-encoding'], 'utf-8');
    assert.equal(message.systemProperties['iothub-connection-device-id'], 'sdk-telemetry');
  });
  await registry.delete('sdk-telemetry');
});

test('binary and empty bodies arrive as they were', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-binary' })).responseBody;
  const client = await connected(deviceString(identity));
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  await client.sendEvent(new common.Message(bytes));
  await client.sendEvent(new common.Message(''));
  await client.close();

  const messages = await telemetryOf('sdk-binary', 2);
  assert.equal(messages[0].bodyBase64, bytes.toString('base64'));
  assert.equal(messages[1].body, '');
  await registry.delete('sdk-binary');
});

test('a wrong key, a disabled and an unknown device are refused as unauthorized', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-refused' })).responseBody;
  const wrong = structuredClone(identity);
  wrong.authentication.symmetricKey.primaryKey = Buffer.alloc(32).toString('base64');
  await assert.rejects(connected(deviceString(wrong)), { name: 'UnauthorizedError' });

  await registry.update({
    deviceId: 'sdk-refused',
    status: 'disabled',
    authentication: identity.authentication,
  });
  await assert.rejects(connected(deviceString(identity)), { name: 'UnauthorizedError' });

  await registry.delete('sdk-refused');
  await assert.rejects(connected(deviceString(identity)), { name: 'UnauthorizedError' });
});

test('the secondary key signs in too, and the registry shows the connection', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-secondary' })).responseBody;
  const key = identity.authentication.symmetricKey.secondaryKey;
  const client = await connected(deviceString(identity).replace(/SharedAccessKey=.*/, `SharedAccessKey=${key}`));
  const read = (await registry.get('sdk-secondary')).responseBody;
  assert.equal(read.connectionState, 'Connected');
  await client.close();
  await registry.delete('sdk-secondary');
});

test('subscriptions are granted', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-subscribe' })).responseBody;
  const client = await connected(deviceString(identity));
  client.onDeviceMethod('reboot', () => {});
  client.on('message', () => {});
  await client.sendEvent(new common.Message('still connected'));
  assert.equal((await telemetryOf('sdk-subscribe', 1)).length, 1);
  await client.close();
  await registry.delete('sdk-subscribe');
});
