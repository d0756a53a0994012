// How the tests reach the hub that run.mjs started.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';

export const ready = JSON.parse(process.env.HUB_READY);
export const address = process.env.HUB_ADDRESS;
export const owner = ready.ownerConnectionString;
export const ca = readFileSync(ready.caCertificate, 'utf8');

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

/** GET of the admin API, parsed. */
export function admin(path) {
  const headers = { authorization: token(address, ownerKey, 'iothubowner') };
  return new Promise((resolve, reject) => {
    https.get({ host: address, port: 443, path, headers, ca }, (response) => {
      let body = '';
      response.on('data', (part) => { body += part; });
      response.on('end', () => resolve(JSON.parse(body)));
    }).on('error', reject);
  });
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
