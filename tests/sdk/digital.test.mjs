// azure-iothub's DigitalTwinClient, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import iothub from 'azure-iothub';

import { connect, createDevice, deleteDevice, deviceString, owner } from './support.mjs';

const client = new iothub.DigitalTwinClient(new iothub.IoTHubTokenCredentials(owner));

test('reads and patches a digital twin, and calls commands', async () => {
  const made = await createDevice('sdk-digital');
  await client.updateDigitalTwin('sdk-digital', [{ op: 'add', path: '/targetTemperature', value: 42 }]);
  const twin = await client.getDigitalTwin('sdk-digital');
  assert.equal(twin.$dtId, 'sdk-digital');
  assert.equal(twin.$metadata.targetTemperature.desiredValue, 42);
  assert.ok(twin._response.parsedHeaders.eTag);
  await assert.rejects(
    client.updateDigitalTwin('sdk-digital', [{ op: 'remove', path: '/none' }]), { statusCode: 400 });

  const device = await connect(deviceString(made));
  device.onDeviceMethod('reboot', (request, response) => response.send(207, { got: request.payload }, () => {}));
  device.onDeviceMethod('thermo1*reset', (request, response) => response.send(200, null, () => {}));
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  const called = await client.invokeCommand('sdk-digital', 'reboot', { delay: 1 }, { connectTimeoutInSeconds: 5 });
  assert.equal(called.xMsCommandStatuscode, 207);
  assert.deepEqual(called.body, { got: { delay: 1 } });
  const component = await client.invokeComponentCommand('sdk-digital', 'thermo1', 'reset', {});
  assert.equal(component.xMsCommandStatuscode, 200);
  await deleteDevice('sdk-digital');
});
