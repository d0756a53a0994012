// How the tests reach the hub that run.mjs started.
import { createHmac } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import https from 'node:https';
import { after } from 'node:test';

import device from 'azure-iot-device';
import http from 'azure-iot-device-http';
import mqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';

export const ready = JSON.parse(process.env.HUB_READY);
export const address = process.env.HUB_ADDRESS;
export const owner = ready.ownerConnectionString;
export const ca = readFileSync(ready.caCertificate, 'utf8');

/** Keys that this test made: run.mjs looks for them in the hub's files at the end. */
export function noteKeys(body) {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const keys = text.match(/"(primary|secondary)Key":"[^"]+"/g);
  if (keys) {
    appendFileSync(process.env.KEYS_FILE, `${keys.join('\n')}\n`);
  }
}

/** A shared access signature; policy is left out for a device's own key. */
export function token(resource, key, policy) {
  const sr = encodeURIComponent(resource);
  const se = Math.floor(Date.now() / 1000) + 3600;
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${se}`).digest('base64');
  const skn = policy ? `&skn=${policy}` : '';
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${se}${skn}`;
}

export function deviceString(identity) {
  const key = identity.authentication.symmetricKey.primaryKey;
  return `HostName=${address};DeviceId=${identity.deviceId};SharedAccessKey=${key}`;
}

const ownerKey = owner.match(/SharedAccessKey=(.*)$/)[1];

/** A request as the owner: status and body, parsed when it is JSON. */
export function call(method, path, body, headers = {}) {
  const authorization = token(address, ownerKey, 'iothubowner');
  const options = { host: address, port: 443, method, path, ca, headers: { authorization, ...headers } };
  return new Promise((resolve, reject) => {
    const request = https.request(options, (response) => {
      let text = '';
      response.on('data', (part) => { text += part; });
      response.on('end', () => {
        noteKeys(text);
        const isJson = (response.headers['content-type'] ?? '').includes('json');
        resolve({ status: response.statusCode, body: isJson && text ? JSON.parse(text) : text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** A request to the admin API that must succeed. */
export async function adminRequest(method, path, body) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await call(method, path, text, text ? { 'content-type': 'application/json' } : {});
  if (answer.status >= 300) {
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

export const admin = (path) => adminRequest('GET', path);

/** Sends a command through the service API, as azure-iothub would over AMQP. */
export async function sendCommand(device, body, headers = {}) {
  const path = `/devices/${device}/messages/deviceBound?api-version=2021-04-12`;
  const answer = await call('POST', path, body, headers);
  if (answer.status !== 204) {
    throw new Error(`send to ${device}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

export const registry = iothub.Registry.fromConnectionString(owner);

export async function createDevice(deviceId, more = {}) {
  const made = (await registry.create({ deviceId, ...more })).responseBody;
  noteKeys(made);
  return made;
}

export const deleteDevice = (deviceId) => registry.delete(deviceId);

// What a failed test leaves open would keep the process alive.
const opened = [];
after(() => Promise.allSettled(opened.map((client) => client.close())));

/** setOptions() of the HTTPS transport answers only when it is told how to poll. */
export function optionsFor(transport, more = {}) {
  const polling = transport === http.Http ? { http: { receivePolicy: { interval: 1 } } } : {};
  return { ca, ...polling, ...more };
}

/** A connected client; the hub's certificate authority is trusted. */
export async function connect(connectionString, transport = mqtt.Mqtt) {
  const client = device.Client.fromConnectionString(connectionString, transport);
  opened.push(client);
  await client.setOptions(optionsFor(transport));
  await client.open();
  return client;
}

export const httpClient = (connectionString) => connect(connectionString, http.Http);

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export async function until(condition, patienceMs = 10_000) {
  const end = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error(`not in ${patienceMs} ms: ${condition}`);
    }
    await sleep(20);
  }
}

/** Repeats a check until it holds. */
export async function eventually(check, patienceMs = 10_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
    await sleep(50);
  }
}

/** All messages of a device, once there are at least so many. */
export async function telemetryOf(device, atLeast) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const messages = [];
    let after = '0';
    while (after) {
      const page = await admin(`/admin/telemetry?limit=300&device=${device}&after=${after}`);
      messages.push(...page.messages);
      after = page.next;
    }
    if (messages.length >= atLeast || Date.now() > deadline) {
      return messages;
    }
  }
}
