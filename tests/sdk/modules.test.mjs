// Modules with azure-iot-device's ModuleClient over MQTT, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';

import {
  address, admin, ca, createDevice, deleteDevice, eventually, owner, registry, until,
} from './support.mjs';

const service = iothub.Client.fromConnectionString(owner);

test('a module sends, reports, follows and is called', async () => {
  await createDevice('sdk-module');
  const module = (await registry.addModule({ deviceId: 'sdk-module', moduleId: 'mod1' })).responseBody;
  const client = device.ModuleClient.fromConnectionString(
    `HostName=${address};DeviceId=sdk-module;ModuleId=mod1;` +
    `SharedAccessKey=${module.authentication.symmetricKey.primaryKey}`, mqtt.Mqtt);
  await client.setOptions({ ca });
  await client.open();

  const message = new common.Message('from a module');
  message.properties.add('a', 'b');
  await client.sendEvent(message);
  await client.sendOutputEvent('out1', new common.Message('to an output'));
  await eventually(async () => {
    const { messages } = await admin('/admin/telemetry?device=sdk-module&module=mod1');
    assert.equal(messages.length, 2);
    assert.deepEqual(messages[0].properties, { a: 'b' });
    assert.equal(messages[0].systemProperties['iothub-connection-module-id'], 'mod1');
    assert.equal(messages[1].systemProperties['iothub-output-name'], 'out1');
  });

  const twin = await client.getTwin();
  await new Promise((resolve, reject) => {
    twin.properties.reported.update({ up: true }, (error) => (error ? reject(error) : resolve()));
  });
  const deltas = [];
  twin.on('properties.desired', (delta) => deltas.push(delta));
  await until(() => deltas.length === 1);
  await registry.updateModuleTwin('sdk-module', 'mod1', { properties: { desired: { n: 1 } } }, '*');
  await until(() => deltas.length === 2);
  const read = (await registry.getModuleTwin('sdk-module', 'mod1')).responseBody;
  assert.equal(read.properties.reported.up, true);
  assert.equal(read.moduleId, 'mod1');

  client.onMethod('ping', (request, response) => response.send(200, 'pong'));
  const { result } = await service.invokeDeviceMethod('sdk-module', 'mod1',
    { methodName: 'ping', connectTimeoutInSeconds: 10, responseTimeoutInSeconds: 10 });
  assert.deepEqual(result, { status: 200, payload: 'pong' });
  await client.close();

  const managed = { deviceId: 'sdk-module', moduleId: 'mod1', managedBy: 'me' };
  await assert.rejects(registry.updateModule({ ...managed, etag: 'MA==' }), /Precondition failed/);
  const updated = (await registry.updateModule({ ...managed, etag: module.etag })).responseBody;
  assert.equal(updated.managedBy, 'me');
  assert.notEqual(updated.etag, module.etag);
  assert.equal((await registry.updateModule(managed, true)).responseBody.managedBy, 'me');
  await registry.removeModule('sdk-module', 'mod1');
  await assert.rejects(registry.getModule('sdk-module', 'mod1'));
  await deleteDevice('sdk-module');
});
