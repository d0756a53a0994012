// Commands (cloud-to-device messages) with azure-iot-device over MQTT and HTTPS, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  admin, connect, createDevice, deleteDevice, deviceString, eventually, httpClient, sendCommand, until,
} from './support.mjs';

const queueOf = (id) => admin(`/admin/queues/${id}/commands`);

/** Once the last listener is gone the SDK unsubscribes, so this one stays. */
function nextMessage(client) {
  return new Promise((resolve) => { client.on('message', resolve); });
}

test('a command arrives over MQTT with every property, and is completed', async () => {
  const identity = await createDevice('sdk-c2d-mqtt');
  const client = await connect(deviceString(identity));
  const arrives = nextMessage(client);
  await sendCommand('sdk-c2d-mqtt', 'hello ✓', {
    'iothub-messageid': 'm-1:1',
    'iothub-correlationid': 'c&1',
    'iothub-userid': 'user',
    'iothub-ack': 'full',
    'iothub-contenttype': 'application/json',
    'iothub-contentencoding': 'utf-8',
    'iothub-app-odd!name': 'a b+c/d=e&f',
  });

  const message = await arrives;
  assert.equal(message.data.toString(), 'hello ✓');
  assert.equal(message.messageId, 'm-1:1');
  assert.equal(message.correlationId, 'c&1');
  assert.equal(message.userId, 'user');
  assert.equal(message.contentType, 'application/json');
  assert.equal(message.contentEncoding, 'utf-8');
  assert.equal(message.properties.getValue('odd!name'), 'a b+c/d=e&f');
  const { counts } = await queueOf('sdk-c2d-mqtt'); // the SDK's MQTT acknowledges by itself
  assert.equal(counts.waiting, 0);
  assert.equal(counts.inFlight + counts.completed, 1);

  await client.complete(message);
  await eventually(async () => {
    assert.equal((await queueOf('sdk-c2d-mqtt')).counts.completed, 1);
  });
  await client.close();
  await deleteDevice('sdk-c2d-mqtt');
});

test('what was sent while the device was away waits for it, in order', async () => {
  const identity = await createDevice('sdk-c2d-wait');
  for (let i = 0; i < 20; i += 1) {
    await sendCommand('sdk-c2d-wait', `${i}`);
  }
  const client = await connect(deviceString(identity));
  const seen = [];
  client.on('message', (message) => {
    seen.push(message.data.toString());
    client.complete(message);
  });

  await until(() => seen.length === 20);
  assert.deepEqual(seen, Array.from({ length: 20 }, (_, i) => `${i}`));
  await eventually(async () => {
    assert.equal((await queueOf('sdk-c2d-wait')).counts.completed, 20);
  });
  await client.close();
  await deleteDevice('sdk-c2d-wait');
});

test('a command that is over does not arrive', async () => {
  const identity = await createDevice('sdk-c2d-expiry');
  const soon = new Date(Date.now() + 1500).toISOString();
  await sendCommand('sdk-c2d-expiry', 'too late', { 'iothub-expiry': soon, 'iothub-ack': 'negative' });
  await eventually(async () => {
    assert.equal((await queueOf('sdk-c2d-expiry')).counts.dead, 1);
  });
  await sendCommand('sdk-c2d-expiry', 'in time');

  const client = await connect(deviceString(identity));
  const message = await nextMessage(client);
  assert.equal(message.data.toString(), 'in time');
  await client.complete(message);
  const [dead] = (await admin('/admin/queues/sdk-c2d-expiry/commands?state=dead')).commands;
  assert.equal(dead.reason, 'expired');
  await client.close();
  await deleteDevice('sdk-c2d-expiry');
});

test('complete, reject and abandon over HTTPS', async () => {
  const identity = await createDevice('sdk-c2d-http');
  const client = await httpClient(deviceString(identity));
  for (const body of ['complete', 'reject', 'abandon']) {
    await sendCommand('sdk-c2d-http', body, { 'iothub-messageid': body, 'iothub-app-p': 'v' });
  }
  let abandoned = 0;
  const settled = [];
  client.on('message', async (message) => {
    const body = message.data.toString();
    assert.equal(message.messageId, body);
    if (body === 'abandon' && abandoned === 0) {
      abandoned += 1;
      await client.abandon(message);
    } else if (body === 'reject') {
      await client.reject(message);
      settled.push(body);
    } else {
      await client.complete(message);
      settled.push(body);
    }
  });

  await until(() => settled.length === 3, 30_000);
  const { commands, counts } = await queueOf('sdk-c2d-http');
  assert.deepEqual({ completed: counts.completed, dead: counts.dead }, { completed: 2, dead: 1 });
  assert.equal(commands.find((command) => command.messageId === 'reject').reason, 'rejected');
  assert.equal(commands.find((command) => command.messageId === 'abandon').attempts, 1);
  await client.close();
  await deleteDevice('sdk-c2d-http');
});
