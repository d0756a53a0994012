// azure-iot-device over MQTT in a WebSocket and over HTTPS, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import common from 'azure-iot-common';
import mqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';

import {
  connect, createDevice, deleteDevice, deviceString, httpClient, owner, sendCommand, telemetryOf,
} from './support.mjs';

const service = iothub.Client.fromConnectionString(owner);

function full() {
  const message = new common.Message('{"t":21.5}');
  message.messageId = 'm 1';
  message.correlationId = 'c/1';
  message.userId = 'u1';
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.properties.add('prop1', 'v 1/+');
  return message;
}

function assertFull(stored) {
  assert.equal(stored.body, '{"t":21.5}');
  assert.equal(stored.systemProperties['message-id'], 'm 1');
  assert.equal(stored.systemProperties['correlation-id'], 'c/1');
  assert.equal(stored.systemProperties['user-id'], 'u1');
  assert.equal(stored.systemProperties['content-type'], 'application/json');
  assert.equal(stored.systemProperties['content-encoding'], 'utf-8');
  assert.equal(stored.properties.prop1, 'v 1/+');
}

test('MQTT over a WebSocket: telemetry, a command, a twin and a method', async () => {
  const identity = await createDevice('sdk-transport-ws');
  const client = await connect(deviceString(identity), mqtt.MqttWs);
  await client.sendEvent(full());
  assertFull((await telemetryOf('sdk-transport-ws', 1))[0]);

  const arrives = new Promise((resolve) => { client.once('message', resolve); });
  await sendCommand('sdk-transport-ws', 'over a WebSocket');
  const message = await arrives;
  assert.equal(message.data.toString(), 'over a WebSocket');
  await client.complete(message);

  assert.equal((await client.getTwin()).properties.desired.$version, 1);
  client.onDeviceMethod('ping', (request, response) => response.send(200, 1));
  const { result } = await service.invokeDeviceMethod('sdk-transport-ws',
    { methodName: 'ping', connectTimeoutInSeconds: 10 });
  assert.equal(result.status, 200);
  await client.close();
  await deleteDevice('sdk-transport-ws');
});

test('HTTPS: one message, and a batch', async () => {
  const identity = await createDevice('sdk-http');
  const client = await httpClient(deviceString(identity));
  await client.sendEvent(full());
  assertFull((await telemetryOf('sdk-http', 1))[0]);

  const batch = [new common.Message('one'), new common.Message(Buffer.from([0, 255])), full()];
  batch[0].properties.add('p', 'v');
  await client.sendEventBatch(batch);
  const stored = await telemetryOf('sdk-http', 4);
  assert.equal(stored[1].body, 'one');
  assert.equal(stored[1].properties.p, 'v');
  assert.equal(stored[2].bodyBase64, Buffer.from([0, 255]).toString('base64'));
  assert.equal(stored.length, 4);
  await client.close();
  await deleteDevice('sdk-http');
});
