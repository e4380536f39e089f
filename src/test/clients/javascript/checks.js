// Checks a Service Bus with the JavaScript client: one line per check, exit code 1 when one failed.
//
//     node checks.js CONNECTION-STRING
//
// It uses the queues clients-* of src/test/resources/io/rowferry/contract/queues.json and empties those it needs empty.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBusClient } from "@azure/service-bus";
import Long from "long";

const PLAIN = "clients-plain";
const BRIEF = "clients-brief";
const ONCE = "clients-once";
const SESSIONS = "clients-sessions";
const NEXT_SESSIONS = "clients-next-sessions";
const BRIEF_SESSIONS = "clients-brief-sessions";
const COMES = 20_000; // milliseconds to wait for what must come
const NOTHING = 1_500; // milliseconds to wait where nothing may come

const options = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };
const client = new ServiceBusClient(process.argv[2], options);
const impatient = new ServiceBusClient(process.argv[2], { retryOptions: { maxRetries: 0, timeoutInMs: 3_000 } });
const bytes = { skipParsingBodyAsJson: true, maxAutoLockRenewalDurationInMs: 0 };
const open = [];

function closing(link) {
  open.push(link);
  return link;
}

const receiver = (queue, more = {}) => closing(client.createReceiver(queue, { ...bytes, ...more }));
const deleting = (queue, more = {}) => receiver(queue, { receiveMode: "receiveAndDelete", ...more });
const deadLetters = (queue) => receiver(queue, { subQueueType: "deadLetter" });
const accept = async (queue, session) => closing(await client.acceptSession(queue, session, bytes));
const newId = (prefix) => `${prefix}-${randomUUID()}`;
const message = (text) => ({ body: Buffer.from(text) });
const inSession = (sessionId, text) => ({ ...message(text), sessionId, messageId: newId("m") });
const texts = (messages) => messages.map((each) => each.body.toString());
const counts = (messages) => messages.map((each) => each.deliveryCount);
const start = { fromSequenceNumber: Long.ZERO };

async function send(queue, ...messages) {
  const sender = client.createSender(queue);
  try {
    for (const each of messages) await sender.sendMessages(each);
  } finally {
    await sender.close();
  }
}

async function receive(from, count) {
  const messages = [];
  const end = Date.now() + COMES;
  while (messages.length < count && Date.now() < end) {
    messages.push(...(await from.receiveMessages(count - messages.length, { maxWaitTimeInMs: COMES })));
  }
  assert.equal(messages.length, count);
  return messages;
}

async function completeAll(from, messages) {
  for (const each of messages) await from.completeMessage(each);
}

async function empty(queue, parts = [undefined, "deadLetter"]) {
  for (const subQueueType of parts) {
    const from = deleting(queue, { subQueueType });
    while ((await from.peekMessages(1, start)).length > 0) await from.receiveMessages(100, { maxWaitTimeInMs: NOTHING });
  }
}

const refused = (promise, code) => assert.rejects(promise, (error) => assert.equal(error.code, code) ?? true);

const checks = new Map(); // by queue

function check(queue, name, action) {
  checks.set(queue, [...(checks.get(queue) ?? []), [name, action]]);
}

check(PLAIN, "everything the sender gave a message arrives", async () => {
  await empty(PLAIN);
  const applicationProperties = { n: 2 ** 40, yes: true, text: "ä€", half: 0.5 };
  await send(PLAIN, {
    body: Buffer.from([0, 255, 7]), contentType: "application/json", subject: "rows", correlationId: "corr",
    replyTo: "back", replyToSessionId: "rs", to: "there", partitionKey: "p", messageId: "id", timeToLive: 600_000,
    applicationProperties,
  });
  const from = receiver(PLAIN);
  const [one] = await receive(from, 1);
  assert.deepEqual([...one.body], [0, 255, 7]);
  assert.deepEqual(
    [one.contentType, one.subject, one.correlationId, one.replyTo, one.replyToSessionId, one.to, one.partitionKey],
    ["application/json", "rows", "corr", "back", "rs", "there", "p"]);
  assert.equal(one.messageId, "id");
  assert.equal(one.timeToLive, 600_000);
  assert.equal(one.deliveryCount, 0);
  assert.deepEqual({ ...one.applicationProperties }, applicationProperties);
  assert.ok(Math.abs(one.enqueuedTimeUtc - Date.now()) < 60_000);
  await from.completeMessage(one);
});

check(PLAIN, "a message gets an id when it has none", async () => {
  await empty(PLAIN);
  await send(PLAIN, message("x"));
  const [one] = await receive(deleting(PLAIN), 1);
  assert.equal(one.messageId.length, 32);
});

check(PLAIN, "a batch is filled to its limit and arrives in order", async () => {
  await empty(PLAIN);
  const sender = closing(client.createSender(PLAIN));
  const batch = await sender.createMessageBatch();
  while (batch.tryAddMessage(message(`${batch.count}${"x".repeat(60_000)}`)));
  assert.equal(batch.count, 4);
  await sender.sendMessages(batch);
  assert.deepEqual(texts(await receive(deleting(PLAIN), 4)).map((text) => text[0]), ["0", "1", "2", "3"]);
});

check(PLAIN, "a message over the limit is refused", async () => {
  await refused(send(PLAIN, { body: Buffer.alloc(300_000) }), "MessageSizeExceeded");
});

check(PLAIN, "abandoned messages come again and are counted", async () => {
  await empty(PLAIN);
  await send(PLAIN, message("a"), message("b"), message("c"));
  const from = receiver(PLAIN);
  await from.abandonMessage((await receive(from, 1))[0], { why: "because" });
  const again = await receive(from, 3);
  assert.deepEqual(texts(again), ["a", "b", "c"]);
  assert.deepEqual(counts(again), [1, 0, 0]);
  assert.equal(again[0].applicationProperties.why, "because");
  await completeAll(from, again);
  assert.equal((await from.peekMessages(1, start)).length, 0);
});

check(PLAIN, "receive and delete settles by receiving", async () => {
  await empty(PLAIN);
  await send(PLAIN, message("a"), message("b"));
  const from = deleting(PLAIN);
  assert.deepEqual(texts(await receive(from, 2)), ["a", "b"]);
  assert.equal((await from.peekMessages(1, start)).length, 0);
});

check(PLAIN, "unused credit is drained", async () => {
  await empty(PLAIN);
  await send(PLAIN, message("first"));
  const from = receiver(PLAIN);
  const first = await from.receiveMessages(10, { maxWaitTimeInMs: COMES });
  assert.deepEqual(texts(first), ["first"]);
  await completeAll(from, first);
  assert.equal((await from.receiveMessages(10, { maxWaitTimeInMs: NOTHING })).length, 0);
  await send(PLAIN, message("second"));
  const other = receiver(PLAIN);
  const second = await receive(other, 1);
  assert.deepEqual([...texts(second), ...counts(second)], ["second", 0]);
  await completeAll(other, second);
});

check(PLAIN, "messages are pushed to a subscriber", async () => {
  await empty(PLAIN);
  await send(PLAIN, ...Array.from({ length: 20 }, (_, i) => message(`m${i}`)));
  const from = receiver(PLAIN);
  const seen = [];
  await new Promise((done, failed) => {
    from.subscribe(
      {
        processMessage: async (each) => {
          seen.push(each.body.toString());
          if (seen.length === 20) done();
        },
        processError: async ({ error }) => failed(error),
      },
      { maxConcurrentCalls: 1 });
    sleep(COMES, undefined, { ref: false }).then(() => failed(new Error(`only ${seen.length} came`)));
  });
  assert.deepEqual(seen, Array.from({ length: 20 }, (_, i) => `m${i}`));
  await from.close();
});

check(PLAIN, "peek walks on by its cursor", async () => {
  await empty(PLAIN);
  await send(PLAIN, ...["m0", "m1", "m2", "m3", "m4"].map(message));
  const from = receiver(PLAIN);
  assert.deepEqual(texts(await from.peekMessages(3)), ["m0", "m1", "m2"]);
  assert.deepEqual(texts(await from.peekMessages(3)), ["m3", "m4"]);
  assert.equal((await from.peekMessages(3)).length, 0);
  await completeAll(from, await receive(from, 5));
});

check(PLAIN, "a deferred message is received by its number", async () => {
  await empty(PLAIN);
  await send(PLAIN, message("a"), message("b"), message("c"));
  const from = receiver(PLAIN);
  const all = await receive(from, 3);
  for (const each of all) await from.deferMessage(each);
  assert.deepEqual((await from.peekMessages(9, start)).map((each) => each.state), ["deferred", "deferred", "deferred"]);
  const numbers = all.map((each) => each.sequenceNumber);
  const again = await from.receiveDeferredMessages(numbers);
  assert.deepEqual(texts(again), ["a", "b", "c"]);
  await from.completeMessage(again[0]);
  await from.deadLetterMessage(again[1], { deadLetterReason: "put aside", deadLetterErrorDescription: "too long" });
  await from.abandonMessage(again[2]);
  await completeAll(from, await from.receiveDeferredMessages([numbers[2]]));
  assert.equal((await from.peekMessages(9, start)).length, 0);
  await refused(from.receiveDeferredMessages([numbers[0]]), "MessageNotFound");
  const dead = deadLetters(PLAIN);
  const [letter] = await receive(dead, 1);
  assert.deepEqual([letter.deadLetterReason, letter.deadLetterErrorDescription], ["put aside", "too long"]);
  await dead.completeMessage(letter);
});

check(PLAIN, "scheduled messages come in time or are cancelled", async () => {
  await empty(PLAIN);
  const sender = closing(client.createSender(PLAIN));
  const from = receiver(PLAIN);
  const due = new Date(Date.now() + 2_000);
  const numbers = await sender.scheduleMessages([message("kept"), message("cancelled")], due);
  await sender.sendMessages({ ...message("by annotation"), scheduledEnqueueTimeUtc: due });
  assert.ok((await from.peekMessages(9, start)).every((each) => each.state === "scheduled"));
  await sender.cancelScheduledMessages(numbers[1]);
  const all = await receive(from, 2);
  assert.ok(Date.now() >= due);
  assert.deepEqual(texts(all).sort(), ["by annotation", "kept"]);
  await completeAll(from, all);
  assert.equal((await from.receiveMessages(1, { maxWaitTimeInMs: NOTHING })).length, 0);
});

check(ONCE, "a duplicate is dropped", async () => {
  await empty(ONCE);
  const messageId = newId("same");
  await send(ONCE, { ...message("first"), messageId }, { ...message("second"), messageId },
    { ...message("other"), messageId: newId("other") });
  assert.deepEqual(texts(await receive(deleting(ONCE), 2)), ["first", "other"]);
});

check(BRIEF, "a message lock is renewed and one that is not is lost", async () => {
  await empty(BRIEF);
  await send(BRIEF, message("kept"), message("lost"));
  const from = receiver(BRIEF);
  const [kept, lost] = await receive(from, 2);
  await sleep(5_000);
  const before = kept.lockedUntilUtc;
  assert.ok((await from.renewMessageLock(kept)) > before);
  await sleep(5_000);
  await from.completeMessage(kept);
  await refused(from.completeMessage(lost), "MessageLockLost");
  const again = await receive(from, 1);
  assert.deepEqual([...texts(again), ...counts(again)], ["lost", 1]);
  await completeAll(from, again);
});

check(BRIEF, "a message lock is renewed by itself", async () => {
  await empty(BRIEF);
  await send(BRIEF, message("x"));
  const from = receiver(BRIEF, { maxAutoLockRenewalDurationInMs: 60_000 });
  const one = await receive(from, 1);
  await sleep(10_000);
  await completeAll(from, one);
  assert.equal((await from.peekMessages(1, start)).length, 0);
});

check(BRIEF, "too many deliveries end in the dead letter queue", async () => {
  await empty(BRIEF);
  await send(BRIEF, message("poison"));
  const from = receiver(BRIEF);
  for (let count = 0; count < 3; count++) {
    const one = await receive(from, 1);
    assert.deepEqual(counts(one), [count]);
    await from.abandonMessage(one[0]);
  }
  const dead = deadLetters(BRIEF);
  const [letter] = await receive(dead, 1);
  assert.equal(letter.deadLetterReason, "MaxDeliveryCountExceeded");
  await dead.completeMessage(letter);
});

check(SESSIONS, "a dead letter of a session is received without one", async () => {
  await empty(SESSIONS, ["deadLetter"]);
  const session = newId("s");
  await send(SESSIONS, inSession(session, "bad"));
  const holder = await accept(SESSIONS, session);
  await holder.deadLetterMessage((await receive(holder, 1))[0],
    { deadLetterReason: "rejected", deadLetterErrorDescription: "no", table: "orders" });
  const dead = deadLetters(SESSIONS);
  assert.deepEqual(texts(await dead.peekMessages(9)), ["bad"]);
  const [letter] = await receive(dead, 1);
  assert.deepEqual(
    [letter.sessionId, letter.deadLetterReason, letter.deadLetterErrorDescription, letter.applicationProperties.table],
    [session, "rejected", "no", "orders"]);
  await dead.abandonMessage(letter);
  await completeAll(dead, await receive(dead, 1));
  assert.equal((await dead.peekMessages(9, start)).length, 0);
});

check(SESSIONS, "a named session is held by one receiver in order", async () => {
  const session = newId("s");
  await send(SESSIONS, ...["n0", "n1", "n2"].map((text) => inSession(session, text)));
  const first = await accept(SESSIONS, session);
  assert.equal(first.sessionId, session);
  assert.deepEqual(texts(await receive(first, 2)), ["n0", "n1"]);
  await refused(accept(SESSIONS, session), "SessionCannotBeLocked");
  await first.close();
  const second = await accept(SESSIONS, session);
  const one = await receive(second, 1);
  assert.deepEqual([...texts(one), ...counts(one)], ["n0", 0]);
  await second.abandonMessage(one[0]);
  const again = await receive(second, 3);
  assert.deepEqual(texts(again), ["n0", "n1", "n2"]);
  assert.deepEqual(counts(again), [1, 0, 0]);
  await completeAll(second, again);
});

check(NEXT_SESSIONS, "next sessions are given out until there are none", async () => {
  const next = (more = {}) => impatient.acceptNextSession(NEXT_SESSIONS, { ...bytes, ...more });
  for (let old = await next({ receiveMode: "receiveAndDelete" }).catch(() => null); old;) {
    while ((await old.peekMessages(1, start)).length > 0) await old.receiveMessages(100, { maxWaitTimeInMs: NOTHING });
    await old.close();
    old = await next({ receiveMode: "receiveAndDelete" }).catch(() => null);
  }
  const expected = [newId("s"), newId("s"), newId("s")];
  for (const each of expected) await send(NEXT_SESSIONS, inSession(each, "x"));
  const found = [];
  for (let i = 0; i < expected.length; i++) {
    const holder = await next();
    found.push(holder.sessionId);
    await completeAll(holder, await receive(holder, 1));
    await holder.close();
  }
  assert.deepEqual(found.sort(), expected.sort());
  await refused(next(), "ServiceTimeout");
});

check(SESSIONS, "session state stays until it is cleared", async () => {
  const session = newId("s");
  const first = await accept(SESSIONS, session);
  assert.equal(await first.getSessionState(), null);
  await first.setSessionState(Buffer.from([1, 2, 3]));
  await first.close();
  const second = await accept(SESSIONS, session);
  assert.deepEqual([...(await second.getSessionState())], [1, 2, 3]);
  await second.setSessionState(null);
  assert.equal(await second.getSessionState(), null);
});

check(SESSIONS, "a deferred message of a session is received by its number", async () => {
  const session = newId("s");
  await send(SESSIONS, inSession(session, "later"), inSession(session, "now"));
  const holder = await accept(SESSIONS, session);
  const [later, now] = await receive(holder, 2);
  await holder.deferMessage(later);
  await holder.completeMessage(now);
  assert.deepEqual(texts(await holder.peekMessages(9, start)), ["later"]);
  await completeAll(holder, await holder.receiveDeferredMessages([later.sequenceNumber]));
  assert.equal((await holder.peekMessages(9, start)).length, 0);
});

check(BRIEF_SESSIONS, "a session lock is renewed", async () => {
  const session = newId("s");
  await send(BRIEF_SESSIONS, inSession(session, "x"));
  const holder = await accept(BRIEF_SESSIONS, session);
  const one = await receive(holder, 1);
  await sleep(5_000);
  const before = holder.sessionLockedUntilUtc;
  assert.ok((await holder.renewSessionLock()) > before);
  await sleep(5_000);
  await completeAll(holder, one);
  assert.equal((await holder.peekMessages(9, start)).length, 0);
});

check(BRIEF_SESSIONS, "a lost session lock is told and the session goes on elsewhere", async () => {
  const session = newId("s");
  await send(BRIEF_SESSIONS, inSession(session, "x"));
  const holder = await accept(BRIEF_SESSIONS, session);
  const [lost] = await receive(holder, 1);
  await sleep(9_000);
  await refused(holder.completeMessage(lost), "SessionLockLost");
  const following = await accept(BRIEF_SESSIONS, session);
  const again = await receive(following, 1);
  assert.deepEqual(counts(again), [1]);
  await completeAll(following, again);
});

check(SESSIONS, "what does not fit the queue is refused", async () => {
  await refused(send("clients-missing", message("x")), "MessagingEntityNotFound");
  await assert.rejects(send(SESSIONS, message("no session id")), /session id/);
  await assert.rejects(receiver(SESSIONS).receiveMessages(1, { maxWaitTimeInMs: NOTHING }), /requires sessions/);
  await assert.rejects(accept(PLAIN, newId("s")), /create a receiver for the requested session/);
});

let failed = 0;

// Those of one queue one after the other, the queues side by side: most of the time is waiting.
async function run(group) {
  for (const [name, action] of group) {
    const begin = Date.now();
    try {
      await action();
      console.log(`ok    ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}: ${error.stack}`);
    }
  }
}

await Promise.all([...checks.values()].map(run));
for (const each of open) await each.close();
await impatient.close();
await client.close();
console.log(`${[...checks.values()].flat().length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
