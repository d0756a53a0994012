// Direct methods with azure-iot-device over MQTT and azure-iothub's Client, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import iothub from 'azure-iothub';

import { connect, createDevice, deleteDevice, deviceString, owner } from './support.mjs';

const service = iothub.Client.fromConnectionString(owner);

test('a method is called and answered', async () => {
  const identity = await createDevice('sdk-method');
  const client = await connect(deviceString(identity));
  client.onDeviceMethod('reboot', (request, response) => {
    assert.deepEqual(request.payload, { delay: 3 });
    response.send(202, { ok: true, text: 'é/+' });
  });
  client.onDeviceMethod('silent', (request, response) => response.send(200));

  const call = { methodName: 'reboot', payload: { delay: 3 }, responseTimeoutInSeconds: 20,
    connectTimeoutInSeconds: 10 };
  const { result } = await service.invokeDeviceMethod('sdk-method', call);
  assert.equal(result.status, 202);
  assert.deepEqual(result.payload, { ok: true, text: 'é/+' });
  const silent = await service.invokeDeviceMethod('sdk-method',
    { methodName: 'silent', connectTimeoutInSeconds: 10 });
  assert.deepEqual([silent.result.status, silent.result.payload], [200, null]);
  await client.close();
  await deleteDevice('sdk-method');
});

test('a device that is away, or unknown, is an error', async () => {
  await createDevice('sdk-method-away');
  await assert.rejects(
    service.invokeDeviceMethod('sdk-method-away', { methodName: 'x', responseTimeoutInSeconds: 5 }),
    (error) => error.response.statusCode === 404);
  await deleteDevice('sdk-method-away');
  await assert.rejects(
    service.invokeDeviceMethod('sdk-method-away', { methodName: 'x', responseTimeoutInSeconds: 5 }),
    (error) => error.response.statusCode === 404);
});
