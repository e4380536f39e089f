"""Checks a Service Bus with the Python client: one line per check, exit code 1 when one failed.

    python checks.py CONNECTION-STRING

It uses the queues clients-* of src/test/resources/io/rowferry/contract/queues.json and empties those it needs empty.
"""

import sys
import time
import traceback
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from azure.servicebus import (
    NEXT_AVAILABLE_SESSION,
    AutoLockRenewer,
    ServiceBusClient,
    ServiceBusMessage,
    ServiceBusMessageState,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus import exceptions as errors

PLAIN = "clients-plain"
BRIEF = "clients-brief"
ONCE = "clients-once"
SESSIONS = "clients-sessions"
NEXT_SESSIONS = "clients-next-sessions"
BRIEF_SESSIONS = "clients-brief-sessions"
DEAD = ServiceBusSubQueue.DEAD_LETTER
DELETE = ServiceBusReceiveMode.RECEIVE_AND_DELETE
COMES = 20  # seconds to wait for what must come
NOTHING = 1.5  # seconds to wait where nothing may come

client = ServiceBusClient.from_connection_string(sys.argv[1], retry_total=0)
checks = []


def check(action):
    checks.append(action)
    return action


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


@contextmanager
def refused(kind):
    try:
        yield
    except kind as error:
        equal(type(error), kind)  # not one of its subclasses: each says something else
        return
    raise AssertionError(f"{kind.__name__} was not raised")


def now():
    return datetime.now(timezone.utc)


def new_id(prefix):
    return f"{prefix}-{uuid.uuid4()}"


def send(queue, *messages):
    with client.get_queue_sender(queue) as sender:
        for message in messages:
            sender.send_messages(message)


def text(message):
    return b"".join(message.body).decode()


def receive(receiver, count):
    messages = []
    end = time.monotonic() + COMES
    while len(messages) < count and time.monotonic() < end:
        messages += receiver.receive_messages(count - len(messages), max_wait_time=COMES)
    equal(len(messages), count)
    return messages


def empty(queue, parts=(None, DEAD)):
    for part in parts:
        with client.get_queue_receiver(queue, sub_queue=part, receive_mode=DELETE) as receiver:
            while receiver.peek_messages(sequence_number=1):
                receiver.receive_messages(100, max_wait_time=NOTHING)


def dead_letters_of(queue):
    return client.get_queue_receiver(queue, sub_queue=DEAD)


def in_session(session, *texts):
    return [ServiceBusMessage(each, session_id=session, message_id=new_id("m")) for each in texts]


@check
def everything_the_sender_gave_a_message_arrives():
    empty(PLAIN)
    key = uuid.uuid4()
    moment = datetime(2026, 11, 22, 8, 15, tzinfo=timezone.utc)
    message = ServiceBusMessage(
        b"\x00\xff\x07",
        content_type="application/json",
        subject="rows",
        correlation_id="corr",
        reply_to="back",
        to="there",
        partition_key="p",
        message_id="p-id",
        time_to_live=timedelta(minutes=10),
        application_properties={"n": 1 << 30, "yes": True, "text": "ä€", "key": key, "moment": moment, "none": None},
    )
    send(PLAIN, message)
    with client.get_queue_receiver(PLAIN) as receiver:
        got = receive(receiver, 1)[0]
        equal(b"".join(got.body), b"\x00\xff\x07")
        equal(
            (got.content_type, got.subject, got.correlation_id, got.reply_to, got.to, got.partition_key),
            ("application/json", "rows", "corr", "back", "there", "p"),
        )
        equal(got.message_id, "p-id")
        equal(got.time_to_live, timedelta(minutes=10))
        equal(got.delivery_count, 0)
        found = {(k.decode() if isinstance(k, bytes) else k): v for k, v in got.application_properties.items()}
        found["text"] = found["text"].decode() if isinstance(found["text"], bytes) else found["text"]
        if isinstance(found["moment"], int):  # this client reads a timestamp as milliseconds
            found["moment"] = datetime.fromtimestamp(found["moment"] / 1000, timezone.utc)
        equal(found, {"n": 1 << 30, "yes": True, "text": "ä€", "key": key, "moment": moment, "none": None})
        if abs(got.enqueued_time_utc - now()) > timedelta(minutes=1):
            raise AssertionError(f"enqueued at {got.enqueued_time_utc}")
        receiver.complete_message(got)


@check
def a_message_gets_an_id_when_it_has_none():
    empty(PLAIN)
    message = ServiceBusMessage("x")
    message.message_id = None
    send(PLAIN, message)
    with client.get_queue_receiver(PLAIN, receive_mode=DELETE) as receiver:
        equal(len(receive(receiver, 1)[0].message_id), 32)


@check
def a_batch_is_filled_to_its_limit_and_arrives_in_order():
    empty(PLAIN)
    body = "x" * 60_000
    with client.get_queue_sender(PLAIN) as sender:
        batch = sender.create_message_batch()
        added = 0
        try:
            while True:
                batch.add_message(ServiceBusMessage(f"{added}{body}"))
                added += 1
        except errors.MessageSizeExceededError:
            pass
        equal(added, 4)
        sender.send_messages(batch)
    with client.get_queue_receiver(PLAIN, receive_mode=DELETE) as receiver:
        equal([text(message)[0] for message in receive(receiver, 4)], ["0", "1", "2", "3"])


@check
def a_message_over_the_limit_is_refused():
    with refused(errors.MessageSizeExceededError):
        send(PLAIN, ServiceBusMessage(b"x" * 300_000))


@check
def abandoned_messages_come_again_and_are_counted():
    empty(PLAIN)
    send(PLAIN, *[ServiceBusMessage(each) for each in ("a", "b", "c")])
    with client.get_queue_receiver(PLAIN) as receiver:
        receiver.abandon_message(receive(receiver, 1)[0])
        again = receive(receiver, 3)
        equal([text(each) for each in again], ["a", "b", "c"])
        equal([each.delivery_count for each in again], [1, 0, 0])
        for each in again:
            receiver.complete_message(each)
        equal(receiver.peek_messages(sequence_number=1), [])


@check
def receive_and_delete_settles_by_receiving():
    empty(PLAIN)
    send(PLAIN, ServiceBusMessage("a"), ServiceBusMessage("b"))
    with client.get_queue_receiver(PLAIN, receive_mode=DELETE) as receiver:
        equal([text(each) for each in receive(receiver, 2)], ["a", "b"])
        equal(receiver.peek_messages(sequence_number=1), [])


@check
def unused_credit_is_drained():
    empty(PLAIN)
    send(PLAIN, ServiceBusMessage("first"))
    with client.get_queue_receiver(PLAIN) as receiver:
        first = receiver.receive_messages(10, max_wait_time=NOTHING)
        equal([text(each) for each in first], ["first"])
        receiver.complete_message(first[0])
        equal(receiver.receive_messages(10, max_wait_time=NOTHING), [])
        send(PLAIN, ServiceBusMessage("second"))
        with client.get_queue_receiver(PLAIN) as other:
            second = receive(other, 1)[0]
            equal((text(second), second.delivery_count), ("second", 0))
            other.complete_message(second)


@check
def peek_walks_on_by_its_cursor():
    empty(PLAIN)
    send(PLAIN, *[ServiceBusMessage(f"m{i}") for i in range(5)])
    with client.get_queue_receiver(PLAIN, receive_mode=DELETE) as receiver:
        first = receiver.peek_messages(3)
        equal([text(each) for each in first], ["m0", "m1", "m2"])
        second = receiver.peek_messages(3, sequence_number=first[-1].sequence_number + 1)
        equal([text(each) for each in second], ["m3", "m4"])
        equal(receiver.peek_messages(3, sequence_number=second[-1].sequence_number + 1), [])
        receive(receiver, 5)


@check
def a_deferred_message_is_received_by_its_number():
    empty(PLAIN)
    send(PLAIN, *[ServiceBusMessage(each) for each in ("a", "b", "c")])
    with client.get_queue_receiver(PLAIN) as receiver:
        numbers = []
        for message in receive(receiver, 3):
            numbers.append(message.sequence_number)
            receiver.defer_message(message)
        equal({each.state for each in receiver.peek_messages(9, sequence_number=1)}, {ServiceBusMessageState.DEFERRED})
        first, second, third = receiver.receive_deferred_messages(numbers)
        equal([text(each) for each in (first, second, third)], ["a", "b", "c"])
        receiver.complete_message(first)
        receiver.dead_letter_message(second, reason="put aside", error_description="too long")
        receiver.abandon_message(third)
        receiver.complete_message(receiver.receive_deferred_messages(numbers[2])[0])
        equal(receiver.peek_messages(sequence_number=1), [])
        with refused(errors.MessageNotFoundError):
            receiver.receive_deferred_messages(numbers[0])
    with dead_letters_of(PLAIN) as dead:
        letter = receive(dead, 1)[0]
        equal((letter.dead_letter_reason, letter.dead_letter_error_description), ("put aside", "too long"))
        dead.complete_message(letter)


@check
def scheduled_messages_come_in_time_or_are_cancelled():
    empty(PLAIN)
    due = now() + timedelta(seconds=2)
    with client.get_queue_sender(PLAIN) as sender, client.get_queue_receiver(PLAIN) as receiver:
        numbers = sender.schedule_messages([ServiceBusMessage("kept"), ServiceBusMessage("cancelled")], due)
        sender.send_messages(ServiceBusMessage("by annotation", scheduled_enqueue_time_utc=due))
        equal({each.state for each in receiver.peek_messages(9, sequence_number=1)}, {ServiceBusMessageState.SCHEDULED})
        sender.cancel_scheduled_messages(numbers[1])
        got = receive(receiver, 2)
        if now() < due:
            raise AssertionError("came too early")
        equal(sorted(text(each) for each in got), ["by annotation", "kept"])
        for each in got:
            receiver.complete_message(each)
        equal(receiver.receive_messages(1, max_wait_time=NOTHING), [])


@check
def a_duplicate_is_dropped():
    empty(ONCE)
    same = new_id("same")
    send(ONCE, ServiceBusMessage("first", message_id=same), ServiceBusMessage("second", message_id=same))
    send(ONCE, ServiceBusMessage("other", message_id=new_id("other")))
    with client.get_queue_receiver(ONCE, receive_mode=DELETE) as receiver:
        equal([text(each) for each in receive(receiver, 2)], ["first", "other"])


@check
def a_message_lock_is_renewed_and_one_that_is_not_is_lost():
    empty(BRIEF)
    send(BRIEF, ServiceBusMessage("kept"), ServiceBusMessage("lost"))
    with client.get_queue_receiver(BRIEF) as receiver:
        kept, lost = receive(receiver, 2)
        time.sleep(5)
        until = receiver.renew_message_lock(kept)
        equal(until, kept.locked_until_utc)
        time.sleep(5)
        receiver.complete_message(kept)
        with refused(errors.MessageLockLostError):
            receiver.complete_message(lost)
        again = receive(receiver, 1)[0]
        equal((text(again), again.delivery_count), ("lost", 1))
        receiver.complete_message(again)


@check
def a_message_lock_is_renewed_by_itself():
    empty(BRIEF)
    send(BRIEF, ServiceBusMessage("x"))
    with AutoLockRenewer() as renewer, client.get_queue_receiver(BRIEF, auto_lock_renewer=renewer) as receiver:
        message = receive(receiver, 1)[0]
        time.sleep(10)
        receiver.complete_message(message)
        equal(receiver.peek_messages(sequence_number=1), [])


@check
def too_many_deliveries_end_in_the_dead_letter_queue():
    empty(BRIEF)
    send(BRIEF, ServiceBusMessage("poison"))
    with client.get_queue_receiver(BRIEF) as receiver:
        for count in range(3):
            message = receive(receiver, 1)[0]
            equal(message.delivery_count, count)
            receiver.abandon_message(message)
    with dead_letters_of(BRIEF) as dead:
        letter = receive(dead, 1)[0]
        equal(letter.dead_letter_reason, "MaxDeliveryCountExceeded")
        dead.complete_message(letter)


@check
def a_dead_letter_of_a_session_is_received_without_one():
    empty(SESSIONS, [DEAD])
    session = new_id("s")
    send(SESSIONS, *in_session(session, "bad"))
    with client.get_queue_receiver(SESSIONS, session_id=session) as holder:
        holder.dead_letter_message(receive(holder, 1)[0], reason="rejected", error_description="the server said no")
    with dead_letters_of(SESSIONS) as dead:
        equal(text(dead.peek_messages()[0]), "bad")
        letter = receive(dead, 1)[0]
        equal(
            (letter.session_id, letter.dead_letter_reason, letter.dead_letter_error_description),
            (session, "rejected", "the server said no"),
        )
        dead.abandon_message(letter)
        dead.complete_message(receive(dead, 1)[0])
        equal(dead.peek_messages(sequence_number=1), [])


@check
def a_named_session_is_held_by_one_receiver_in_order():
    session = new_id("s")
    send(SESSIONS, *in_session(session, "n0", "n1", "n2"))
    with client.get_queue_receiver(SESSIONS, session_id=session) as holder:
        equal(holder.session.session_id, session)
        equal([text(each) for each in receive(holder, 2)], ["n0", "n1"])
        with refused(errors.SessionCannotBeLockedError):
            with client.get_queue_receiver(SESSIONS, session_id=session) as second:
                second.receive_messages(1, max_wait_time=NOTHING)
    with client.get_queue_receiver(SESSIONS, session_id=session) as holder:
        first = receive(holder, 1)[0]
        equal((text(first), first.delivery_count), ("n0", 0))
        holder.abandon_message(first)
        again = receive(holder, 3)
        equal([text(each) for each in again], ["n0", "n1", "n2"])
        equal([each.delivery_count for each in again], [1, 0, 0])
        for each in again:
            holder.complete_message(each)


@check
def next_sessions_are_given_out_until_there_are_none():
    empty_sessions(NEXT_SESSIONS)
    sessions = {new_id("s") for _ in range(3)}
    for session in sessions:
        send(NEXT_SESSIONS, *in_session(session, "x"))
    found = set()
    for _ in sessions:
        with client.get_queue_receiver(NEXT_SESSIONS, session_id=NEXT_AVAILABLE_SESSION) as holder:
            found.add(holder.session.session_id)
            holder.complete_message(receive(holder, 1)[0])
    equal(found, sessions)
    with refused(errors.OperationTimeoutError):
        with client.get_queue_receiver(NEXT_SESSIONS, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=5) as holder:
            holder.receive_messages(1, max_wait_time=NOTHING)


def empty_sessions(queue):
    while True:
        try:
            with client.get_queue_receiver(
                queue, session_id=NEXT_AVAILABLE_SESSION, receive_mode=DELETE, max_wait_time=2
            ) as holder:
                while holder.receive_messages(100, max_wait_time=NOTHING):
                    pass
        except errors.OperationTimeoutError:
            return


@check
def session_state_stays_until_it_is_cleared():
    session = new_id("s")
    with client.get_queue_receiver(SESSIONS, session_id=session) as holder:
        equal(holder.session.get_state(), None)
        holder.session.set_state(b"\x01\x02\x03")
    with client.get_queue_receiver(SESSIONS, session_id=session) as holder:
        equal(holder.session.get_state(), b"\x01\x02\x03")
        holder.session.set_state(None)
        equal(holder.session.get_state(), None)


@check
def a_deferred_message_of_a_session_is_received_by_its_number():
    session = new_id("s")
    send(SESSIONS, *in_session(session, "later", "now"))
    with client.get_queue_receiver(SESSIONS, session_id=session) as holder:
        later, soon = receive(holder, 2)
        holder.defer_message(later)
        holder.complete_message(soon)
        equal([text(each) for each in holder.peek_messages(9, sequence_number=1)], ["later"])
        again = holder.receive_deferred_messages(later.sequence_number)[0]
        equal(text(again), "later")
        holder.complete_message(again)
        equal(holder.peek_messages(sequence_number=1), [])


@check
def a_session_lock_is_renewed():
    session = new_id("s")
    send(BRIEF_SESSIONS, *in_session(session, "x"))
    with client.get_queue_receiver(BRIEF_SESSIONS, session_id=session) as holder:
        message = receive(holder, 1)[0]
        time.sleep(5)
        before = holder.session.locked_until_utc
        if holder.session.renew_lock() <= before:
            raise AssertionError("the lock is no longer than before")
        time.sleep(5)
        holder.complete_message(message)
        equal(holder.peek_messages(sequence_number=1), [])


@check
def a_lost_session_lock_is_told_and_the_session_goes_on_elsewhere():
    session = new_id("s")
    send(BRIEF_SESSIONS, *in_session(session, "x"))
    with client.get_queue_receiver(BRIEF_SESSIONS, session_id=session) as holder:
        message = receive(holder, 1)[0]
        time.sleep(9)
        with refused(errors.SessionLockLostError):
            holder.complete_message(message)
        with refused(errors.SessionLockLostError):
            holder.session.renew_lock()
        with client.get_queue_receiver(BRIEF_SESSIONS, session_id=session) as following:
            again = receive(following, 1)[0]
            equal(again.delivery_count, 1)
            following.complete_message(again)


@check
def what_does_not_fit_the_queue_is_refused():
    with refused(errors.MessagingEntityNotFoundError):
        send("clients-missing", ServiceBusMessage("x"))
    with refused(errors.ServiceBusError):
        send(SESSIONS, ServiceBusMessage("no session id"))
    with refused(errors.ServiceBusError):
        with client.get_queue_receiver(SESSIONS) as receiver:
            receiver.receive_messages(1, max_wait_time=NOTHING)
    with refused(errors.ServiceBusError):
        with client.get_queue_receiver(PLAIN, session_id=new_id("s")) as receiver:
            receiver.receive_messages(1, max_wait_time=NOTHING)


def main():
    failed = 0
    for action in checks:
        name = action.__name__.replace("_", " ")
        start = time.monotonic()
        try:
            action()
            print(f"ok    {name} ({time.monotonic() - start:.1f} s)", flush=True)
        except Exception:
            failed += 1
            print(f"FAIL  {name}", flush=True)
            traceback.print_exc()
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    with client:
        sys.exit(main())
